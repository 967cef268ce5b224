import { how_to_convert } from './reference-systems.ts'
import { type Row, SqliteFile } from './sqlite.ts'
import { readWkb } from './wkb.ts'

/** All layers of a GeoPackage as GeoJSON, each in its own reference system. */
export function readGeoPackage(bytes: Uint8Array): object {
  const file = new SqliteFile(bytes)
  const layers = file.rows('gpkg_geometry_columns')
  if (!layers) throw new Error(`It is a database, but no GeoPackage with areas; ${how_to_convert}`)
  const systems = new Map(file.rows('gpkg_spatial_ref_sys')?.map((row) => [row.srs_id, row]))
  const geometries = layers.map((layer) => {
    const system = systems.get(layer.srs_id)
    return { type: 'FeatureCollection', features: featuresOf(file, layer), ...(system ? crsOf(system) : {}) }
  })
  return { type: 'GeometryCollection', geometries }
}

function featuresOf(file: SqliteFile, { table_name, column_name }: Row): object[] {
  const rows = file.rows(String(table_name))
  if (!rows) throw new Error(`Its layer ${JSON.stringify(table_name)} is no table; ${how_to_convert}`)
  return rows.map(({ [String(column_name)]: blob, ...row }) => ({
    type: 'Feature',
    geometry: blob instanceof Uint8Array ? geometryIn(blob) : null,
    properties: Object.fromEntries(Object.entries(row).filter(([, value]) => !(value instanceof Uint8Array))),
  }))
}

/** Those below 1 are for what has no reference system. */
function crsOf({ srs_id, organization, organization_coordsys_id, definition }: Row): object {
  if (Number(srs_id) < 1) return {}
  const code = `${organization}:${organization_coordsys_id}`.toUpperCase()
  const name = String(definition).includes('[') && srs_id !== 4326 ? String(definition).trim() : code
  return { crs: { properties: { name } } }
}

// By the flags, of which the first of four bits is the order of bytes.
const envelope_bytes = [0, 32, 48, 48, 64]
function geometryIn(blob: Uint8Array): object {
  const envelope = envelope_bytes[(blob[3]! >> 1) & 7]
  if (blob[0] !== 0x47 || blob[1] !== 0x50 || envelope === undefined) throw new RangeError('no geometry')
  return readWkb(blob.subarray(8 + envelope))
}

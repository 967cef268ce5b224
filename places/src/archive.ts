import { type UnzipFileInfo, unzipSync } from 'fflate'

/** Reads the documents of one kind of a ZIP, the first that it has: a Shapefile comes with its description as JSON. */
const kinds = [
  /\.kml$/i,
  /\.shp$/i,
  /\.gpkg$/i,
  /\.fgb$/i,
  /\.(geojson[ls]?|ndjson|json)$/i,
  /\.gpx$/i,
  /\.wkt$/i,
]
const beside_shapes = /\.(prj|dbf|cpg)$/i

interface Archive {
  /** The names of the documents, without what is beside them. */
  names: string[]
  files: ReadonlyMap<string, Uint8Array>
  is_kmz: boolean
}

/** @throws Error before anything is inflated if it were more than `most_bytes` all together */
export async function openArchive(zip: Uint8Array, most_bytes: number): Promise<Archive> {
  const found: UnzipFileInfo[] = []
  unzipped(() => unzipSync(zip, { filter: (file) => isPlain(file) && found.push(file) < 0 }))
  const kind = kinds.find((one) => found.some(({ name }) => one.test(name)))
  if (!kind)
    throw new Error(
      'It is a ZIP without a document that is read: KML, a Shapefile, GeoPackage, FlatGeobuf, GeoJSON, GPX or WKT',
    )
  const isWanted = ({ name }: UnzipFileInfo) =>
    kind.test(name) || (kind.test('.shp') && beside_shapes.test(name))
  const wanted = found.filter(isWanted)
  if (wanted.reduce((sum, { originalSize }) => sum + originalSize, 0) > most_bytes)
    throw new Error('It is larger than 5 MB when it is unpacked; simplify the area, or cut it in parts')
  const filter = (file: UnzipFileInfo) => isPlain(file) && isWanted(file)
  const files = new Map(Object.entries(unzipped(() => unzipSync(zip, { filter }))))
  return { names: [...files.keys()].filter((name) => kind.test(name)), files, is_kmz: files.has('doc.kml') }
}

/** macOS puts a file of its own beside each, with the name of that. */
const isPlain = ({ name }: UnzipFileInfo) => !/(^|\/)\._[^/]*$|^__MACOSX\//.test(name)

function unzipped<T>(open: () => T): T {
  try {
    return open()
  } catch (cause) {
    throw new Error(`It is a ZIP that cannot be opened: ${(cause as Error).message}`, { cause })
  }
}

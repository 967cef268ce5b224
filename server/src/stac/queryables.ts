// one list: every property that a search may filter or sort by
import type { Queryable } from '../lib/cql2/queryables.ts'

type Column = { sql: string; schema: Record<string, unknown>; type: Exclude<Queryable['type'], 'interval'> }

const number = (title: string, sql: string, more: object = {}): Column => ({
  type: 'number',
  sql,
  schema: { title, type: 'number', ...more },
})
const text = (title: string, sql: string, more: object = {}): Column => ({
  type: 'string',
  sql,
  schema: { title, type: 'string', ...more },
})
// The names are ours, so they need no escape.
const numberIn = (title: string, name: string, more: object = {}) =>
  number(title, `number_in(properties, '${name}')`, more)
const textIn = (title: string, name: string) => text(title, `text_in(properties, '${name}')`)

const percent = { minimum: 0, maximum: 100 }

export const columns: Readonly<Record<string, Column>> = {
  id: text('Id of the item', 'item_id'),
  collection: text('Id of the collection', 'collection'),
  geometry: {
    type: 'geometry',
    sql: 'geometry',
    schema: { title: 'Footprint', $ref: 'https://geojson.org/schema/Geometry.json' },
  },
  datetime: {
    type: 'timestamp',
    sql: 'datetime',
    schema: { title: 'Time of acquisition', type: 'string', format: 'date-time' },
  },
  platform: text('Satellite', 'platform'),
  constellation: textIn('Constellation', 'constellation'),
  mission: textIn('Mission', 'mission'),
  instruments: {
    type: 'array',
    sql: `case when jsonb_typeof(properties -> 'instruments') = 'array' then properties -> 'instruments' end`,
    schema: { title: 'Instruments', type: 'array', items: { type: 'string' } },
  },
  gsd: number('Ground sample distance in metres', 'gsd'),
  'eo:cloud_cover': number('Cloud cover in percent', 'cloud_cover', percent),
  'grid:code': text('Square of the grid', 'grid_code'),
  'proj:epsg': numberIn('EPSG code of the projection', 'proj:epsg'),
  'proj:code': text(
    'Code of the projection',
    `coalesce('EPSG:' || (properties ->> 'proj:epsg'), text_in(properties, 'proj:code'))`,
  ),
  'view:off_nadir': number('Off-nadir angle in degrees', 'off_nadir'),
  'view:azimuth': numberIn('Viewing azimuth in degrees', 'view:azimuth'),
  'view:incidence_angle': numberIn('Incidence angle in degrees', 'view:incidence_angle'),
  'view:sun_azimuth': numberIn('Sun azimuth in degrees', 'view:sun_azimuth'),
  'view:sun_elevation': number('Sun elevation in degrees', 'sun_elevation'),
  'satl:outcome_id': text('Id of the capture, in all its items', 'outcome_id::text', { format: 'uuid' }),
  'satl:product_name': textIn('Product', 'satl:product_name'),
  'satl:product_version': textIn('Version of the product', 'satl:product_version'),
  'satl:software_version': textIn('Version of the processing software', 'satl:software_version'),
  'satl:satellite_generation': textIn('Generation of the satellite', 'satl:satellite_generation'),
  'satl:satellite_altitude': numberIn('Altitude of the satellite in metres', 'satl:satellite_altitude'),
  'satl:exposure_time': numberIn('Exposure time in seconds', 'satl:exposure_time'),
  'satl:valid_pixel': numberIn('Valid pixels', 'satl:valid_pixel'),
  'satl:shadow_cover': numberIn('Shadow cover', 'satl:shadow_cover'),
  'satl:ground_lock': {
    type: 'boolean',
    sql: `case when jsonb_typeof(properties -> 'satl:ground_lock') = 'boolean'
      then (properties -> 'satl:ground_lock')::boolean end`,
    schema: { title: 'Whether the satellite was locked to the ground', type: 'boolean' },
  },
  'satl-qa:geoaccuracy_ce90': numberIn('Accuracy on the ground, CE90', 'satl-qa:geoaccuracy_ce90'),
  'satl-qa:geoaccuracy_rmse': numberIn('Accuracy on the ground, RMSE', 'satl-qa:geoaccuracy_rmse'),
}

export const queryables = {
  properties: Object.fromEntries(
    Object.entries(columns).map(([name, { type, sql }]) => [name, { type, sql } satisfies Queryable]),
  ),
}

/** Written so that no value is null, and as the indexes of `archive_items` have it. */
export interface Sortable {
  sql: string
  type: 'float8' | 'text' | 'timestamptz'
}
const sortedText = (sql: string): Sortable => ({ sql: `${sql} collate "C"`, type: 'text' })
const sortedNumber = (column: string): Sortable => ({
  sql: `coalesce(${column}, 'infinity')`,
  type: 'float8',
})

/** A missing value comes after all numbers and before all texts. */
export const sortables: Readonly<Record<string, Sortable>> = {
  id: sortedText('item_id'),
  collection: sortedText('collection'),
  datetime: { sql: 'datetime', type: 'timestamptz' },
  platform: sortedText(`coalesce(platform, '')`),
  gsd: sortedNumber('gsd'),
  'eo:cloud_cover': sortedNumber('cloud_cover'),
  'grid:code': sortedText(`coalesce(grid_code, '')`),
  'view:off_nadir': sortedNumber('off_nadir'),
  'view:sun_elevation': sortedNumber('sun_elevation'),
}

/** A JSON Schema of the names, as clients ask for it before they write a filter or a sort. */
export function schemaOf(names: readonly string[], id: string, title: string): object {
  return {
    $schema: 'https://json-schema.org/draft/2019-09/schema',
    $id: id,
    type: 'object',
    title,
    properties: Object.fromEntries(names.map((name) => [name, columns[name]!.schema])),
    additionalProperties: false,
  }
}

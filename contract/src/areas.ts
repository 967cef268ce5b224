import { z } from 'zod'
import { Geometry, GeometryInput } from './geometry.ts'
import { filteredListOf, Timestamp } from './lists.ts'

/** As many as a list of them can tell. */
export const max_areas = 2000
/** Ten times as many as an order may have: all of them fit into one answer. */
export const max_area_positions = 200_000

const area_name = z.string().trim().min(1).max(120)
const project_name = z.string().min(1).max(120)

/** A place that a contract keeps by name. */
export const Area = z
  .object({
    area_id: z.string().meta({ examples: ['aoi.<uuid>'] }),
    area_name: z.string(),
    project_id: z.string(),
    project_name: z.string(),
    contract_id: z.string(),
    geometry: Geometry,
    area_km2: z.number().min(0).meta({ description: 'On the ellipsoid, without holes; 0 of a point' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'Area', description: 'A place that is kept by name, to be ordered again' })
export type Area = z.infer<typeof Area>

export const AreaList = filteredListOf(Area, 'AreaList')

export const NewArea = z
  .strictObject({
    area_name: area_name.meta({ description: 'Unique in the project' }),
    project_name: project_name.default('default').meta({ description: 'It is made if it is new' }),
    geometry: GeometryInput,
  })
  .meta({ id: 'NewArea' })
export type NewArea = z.infer<typeof NewArea>

export const AreaChange = z
  .strictObject({
    area_name: area_name.optional(),
    project_name: project_name.optional(),
    geometry: GeometryInput.optional(),
  })
  .meta({ id: 'AreaChange', description: 'Orders that were placed with the area stay as they are' })
export type AreaChange = z.infer<typeof AreaChange>

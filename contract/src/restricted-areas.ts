import { z } from 'zod'
import { Id } from './contracts.ts'
import { GeometryInput, MultiPolygon, Polygon } from './geometry.ts'
import { eachOnce, listOf, Timestamp } from './lists.ts'

export const restriction_rules = ['refuse', 'approval'] as const

const told = {
  name: z.string().trim().min(1).max(120).meta({ description: 'Unique' }),
  reason: z.string().trim().min(1).max(500).meta({ description: 'Whoever orders there is told it' }),
  rule: z.enum(restriction_rules).meta({
    description:
      'refuse: nothing can be ordered or downloaded there. approval: orders wait for the order desk, and downloads are refused',
  }),
  except_organisation_ids: eachOnce(z.array(z.string()).max(1000), (id) => id)
    .default([])
    .meta({ description: 'The customers for whom it does not hold' }),
}

/** An order is compared with each of them that is near. */
export const max_restricted_areas = 500

export const RestrictedAreaDefinition = z
  .strictObject({ ...told, geometry: GeometryInput })
  .meta({ id: 'RestrictedAreaDefinition' })
export type RestrictedAreaDefinition = z.infer<typeof RestrictedAreaDefinition>

export const AreaId = Id('area')

export const RestrictedArea = z
  .object({
    area_id: z.string(),
    ...told,
    except_organisation_ids: z.array(z.string()),
    geometry: z.union([Polygon, MultiPolygon]),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'RestrictedArea' })
export type RestrictedArea = z.infer<typeof RestrictedArea>
export const RestrictedAreaList = listOf(RestrictedArea, 'RestrictedAreaList')

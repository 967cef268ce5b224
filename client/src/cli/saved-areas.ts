import type { Area } from '@swath/contract/areas'
import type { SwathClient } from '../client.ts'

export type AreaFinder = Pick<SwathClient, 'areas'>

const id = /^aoi\.[0-9a-f-]{36}$/

/**
 * The area that the contract keeps by that id or name.
 * @returns undefined where there is none of that name. @throws where several projects have one of it
 */
export async function savedArea({ areas }: AreaFinder, name: string): Promise<Area | undefined> {
  if (id.test(name)) return areas.get(name)
  const [first, ...more] = await areas.list({ area_name: name, limit: 10 }).all(10)
  if (!first || more.length === 0) return first
  const listed = [first, ...more].map(({ area_id, project_name }) => `  ${area_id}  ${project_name}`)
  throw new Error([`Several projects have an area ${name}; name one by its id:`, ...listed].join('\n'))
}

/** @throws likewise, and where there is none */
export async function requireSavedArea(finder: AreaFinder, name: string): Promise<Area> {
  const area = await savedArea(finder, name)
  if (area) return area
  throw new Error(`There is no area ${name}; swath areas list tells which there are`)
}

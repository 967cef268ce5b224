import type { PlannerSettings } from '@swath/contract/planner-provider'
import { ElementsError } from '@swath/orbits/elements'
import { readElements } from '@swath/orbits/read'
import { nameOf } from './ages.ts'

/** A setting with which nothing can be planned. */
export interface SettingProblem {
  /** From the settings on, such as `/maintenance/0/end`. */
  pointer: string
  message: string
}

/** Finds what the form of the settings does not show. */
export function problemsOfPlanner(settings: PlannerSettings): SettingProblem[] {
  return [...problemsOfSatellites(settings), ...problemsOfImages(settings)]
}

function problemsOfSatellites({ elements, maintenance }: PlannerSettings): SettingProblem[] {
  const names = namesIn(elements)
  if (typeof names === 'string') return [{ pointer: '/elements', message: names }]
  const twin = names.find((name, index) => names.indexOf(name) < index)
  if (twin !== undefined) return [{ pointer: '/elements', message: `Two satellites have the name ${twin}` }]
  return maintenance.flatMap(({ satellite_name, start, end }, index) => {
    const pointer = `/maintenance/${index}`
    const unknown = `There is no satellite ${satellite_name}; there are ${shortened(names)}`
    return [
      ...(names.includes(satellite_name) ? [] : [{ pointer: `${pointer}/satellite_name`, message: unknown }]),
      ...(Date.parse(start) < Date.parse(end)
        ? []
        : [{ pointer: `${pointer}/end`, message: 'It must be after the start' }]),
    ]
  })
}

const most_names = 10

const shortened = (names: readonly string[]): string =>
  names.slice(0, most_names).join(', ') + (names.length > most_names ? ' and others' : '')

/** @returns a sentence where they cannot be read */
function namesIn(elements: string): string[] | string {
  try {
    return readElements(elements).map(nameOf)
  } catch (error) {
    if (error instanceof ElementsError) return error.message
    throw error
  }
}

function problemsOfImages({ imaging_s, most_imaging_s_per_orbit: duty_s, memory }: PlannerSettings) {
  const is_too_short = duty_s !== undefined && duty_s < imaging_s
  const is_too_small = memory !== undefined && memory.capacity_mb < memory.image_mb
  const short = `It must be at least imaging_s: one image takes ${imaging_s} s`
  const small = `It must be at least image_mb: one image has ${memory?.image_mb} MB`
  return [
    ...(is_too_short ? [{ pointer: '/most_imaging_s_per_orbit', message: short }] : []),
    ...(is_too_small ? [{ pointer: '/memory/capacity_mb', message: small }] : []),
  ]
}

/** The answers of another system, as lines that can be represented. Which of them are right is judged there. */
type Told = Readonly<Record<string, unknown>>
export type Line = Record<string, unknown>

const of_task = [
  'task_id',
  'task_name',
  'project_name',
  'product',
  'target',
  'start',
  'end',
  'created_time',
  'status',
  'expected_age',
  'max_captures',
  'priority',
]
const of_capture = ['capture_id', 'start', 'end', 'satellite_name', 'status', 'sceneset_id']

/** Fields that are absent or null say nothing. */
function pick(told: Told, names: readonly string[]): Line {
  return Object.fromEntries(
    names.flatMap((name) => (told[name] === undefined || told[name] === null ? [] : [[name, told[name]]])),
  )
}

export function taskLine(told: Told): Line {
  return pick(told, of_task)
}

export function captureLine(told: Told, task_id: number): Line {
  return { ...pick(told, of_capture), task_id }
}

export function sceneLine(told: Told): Line {
  return {
    ...pick(told, ['scene_id', 'sceneset_id', 'footprint']),
    processing_level: told.productname,
    delivered_at: told.last_modified,
  }
}

/** Tasks that are neither new nor open hardly change; all are looked at again after this time. */
export const sweep_ms = 6 * 3_600_000

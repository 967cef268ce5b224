import type { CaptureAccess, OperatorCapture } from '@swath/contract/captures'
import { formatNumber } from '../../ui/format.ts'

/** A capture that has a pass, as all of the calendar have. */
export type Pass = OperatorCapture & { access: CaptureAccess }

/** One thing that is drawn: a pass, or several that would cover each other, as a bundle. */
export interface Mark {
  passes: readonly [Pass, ...Pass[]]
  at_ms: number
  row: number
  is_in_conflict: boolean
}

/** The passes of one satellite. */
export interface Lane {
  satellite_name: string
  marks: readonly Mark[]
  rows: number
  passes: number
  conflicts: number
}

/** The most passes that stand above each other before they become a bundle. */
const most_rows = 3

const startOf = ({ access }: Pass): number => Date.parse(access.start)
const endOf = ({ access }: Pass): number => Date.parse(access.end)

/** The passes by satellite. @param slot_ms the time that a mark covers where it is drawn */
export function lanesOf(passes: readonly Pass[], slot_ms: number, conflicts: Conflicts): Lane[] {
  const by_satellite = Map.groupBy(passes, ({ access }) => access.satellite_name)
  const lanes = [...by_satellite].map(([satellite_name, own]) => {
    const sorted = own.toSorted((a, b) => startOf(a) - startOf(b))
    const marks = inRows(bundled(sorted, slot_ms), slot_ms, conflicts)
    return {
      satellite_name,
      marks,
      rows: Math.max(...marks.map(({ row }) => row)) + 1,
      passes: own.length,
      conflicts: own.filter(({ capture_id }) => conflicts.has(capture_id)).length,
    }
  })
  return lanes.sort((a, b) => compareNames(a.satellite_name, b.satellite_name))
}

/** newsat9 before newsat10. */
export const compareNames = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })

/** Passes become one mark if more of them begin within a slot than may stand above each other. */
function bundled(sorted: readonly Pass[], slot_ms: number): Pass[][] {
  const bundles: Pass[][] = []
  let at = 0
  while (at < sorted.length) {
    const until = startOf(sorted[at]!) + slot_ms
    let next = at + 1
    while (next < sorted.length && startOf(sorted[next]!) < until) next += 1
    if (next - at <= most_rows) next = at + 1
    bundles.push(sorted.slice(at, next))
    at = next
  }
  return bundles
}

/** Each in the lowest row that is free where it stands. */
function inRows(bundles: readonly Pass[][], slot_ms: number, conflicts: Conflicts): Mark[] {
  const free_from: number[] = []
  return bundles.map((passes) => {
    const at_ms = startOf(passes[0]!)
    const found = free_from.findIndex((from) => from <= at_ms)
    const row = found === -1 ? free_from.length : found
    free_from[row] = Math.max(at_ms + slot_ms, ...passes.map(endOf))
    const is_in_conflict = passes.some(({ capture_id }) => conflicts.has(capture_id))
    return { passes: passes as [Pass, ...Pass[]], at_ms, row, is_in_conflict }
  })
}

/** Stands for a satellite that an archive or another system does not name: it may be several. */
const unknown_satellite = 'unknown'

/** The rivals of each capture in conflict: both want one satellite at the same time. */
export type Conflicts = ReadonlyMap<string, readonly Pass[]>

export function conflictsOf(passes: readonly Pass[]): Conflicts {
  const conflicts = new Map<string, Pass[]>()
  const note = (pass: Pass, other: Pass) =>
    conflicts.set(pass.capture_id, [...(conflicts.get(pass.capture_id) ?? []), other])
  const wanted = passes.filter(
    ({ status, access }) =>
      status !== 'failed' && status !== 'canceled' && access.satellite_name !== unknown_satellite,
  )
  for (const own of Map.groupBy(wanted, ({ access }) => access.satellite_name).values()) {
    let running: Pass[] = []
    for (const pass of own.toSorted((a, b) => startOf(a) - startOf(b))) {
      running = running.filter((before) => endOf(before) > startOf(pass))
      for (const before of running.filter((one) => !isSameImage(one, pass))) {
        note(before, pass)
        note(pass, before)
      }
      running.push(pass)
    }
  }
  return conflicts
}

/** Several orders may take their part of one image. */
const isSameImage = (one: Pass, other: Pass): boolean =>
  one.outcome_id !== null && one.outcome_id === other.outcome_id

export const formatAngle = (angle: number | null): string | null =>
  angle === null ? null : `${formatNumber(angle)}°`

/** The mark to which an arrow key leads: along the lane, or the nearest in the next one. */
export function neighbourOf(lanes: readonly Lane[], mark: Mark, key: string): Mark | undefined {
  const row = lanes.findIndex(({ marks }) => marks.includes(mark))
  const own = lanes[row]?.marks ?? []
  const at = own.indexOf(mark)
  const nearest = (marks: readonly Mark[] = []) =>
    marks.toSorted((a, b) => Math.abs(a.at_ms - mark.at_ms) - Math.abs(b.at_ms - mark.at_ms))[0]
  switch (key) {
    case 'ArrowLeft':
      return own[at - 1]
    case 'ArrowRight':
      return own[at + 1]
    case 'Home':
      return own[0]
    case 'End':
      return own.at(-1)
    case 'ArrowUp':
      return nearest(lanes[row - 1]?.marks)
    case 'ArrowDown':
      return nearest(lanes[row + 1]?.marks)
    default:
      return undefined
  }
}

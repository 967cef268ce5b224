import type { Timeline } from '@swath/contract/timeline'
import { formatWord } from '../../ui/format.ts'

export type Entry = (typeof Timeline)['_zod']['output']['entries'][number]

/** When something happened, or when Swath was told of it. */
export type Clock = 'happened' | 'recorded'

/** Steps on the way that say little once the next has come. */
const passing = new Set([
  'DeliverableQueued',
  'DeliverableProcessing',
  'DeliverableReady',
  'CaptureQueued',
  'CaptureCollecting',
])
const most = 14

export const timeOf = ({ at, recorded_at }: Entry, clock: Clock): string =>
  clock === 'recorded' ? (recorded_at ?? at) : at

/** The beginning and the latest of what counts, and all that is expected, by the times that are shown. */
export function byClock(entries: readonly Entry[], clock: Clock): Entry[] {
  const telling = entries.filter(({ kind, what }) => kind === 'ESTIMATE' || !passing.has(what))
  const sorted = telling.toSorted(
    (a, b) =>
      Number(a.kind === 'ESTIMATE') - Number(b.kind === 'ESTIMATE') ||
      Date.parse(timeOf(a, clock)) - Date.parse(timeOf(b, clock)),
  )
  return sorted.length <= most ? sorted : [...sorted.slice(0, 2), ...sorted.slice(2 - most)]
}

export function nameOfStep({ kind, what }: Entry): string {
  if (kind === 'ACTUAL') return formatWord(what)
  // An order whose window ends need not expire: it may have been delivered by then.
  if (what === 'OrderExpired') return 'Window ends'
  return `Expected: ${formatWord(what).toLowerCase()}`
}

import type { DestinationReason } from '@swath/contract/destination-kinds'
import type { ReasonCode } from '@swath/contract/reasons'
import { plainName } from '../lib/path-template.ts'

const second_ms = 1_000
const minute_ms = 60 * second_ms
const hour_ms = 60 * minute_ms

/** The waits after the first, second, ... failure in a row; after the last, the last again. */
export const waits_ms = [
  10 * second_ms,
  minute_ms,
  5 * minute_ms,
  15 * minute_ms,
  30 * minute_ms,
  hour_ms,
  2 * hour_ms,
  4 * hour_ms,
  8 * hour_ms,
]
/** A delivery fails after so many failures in a row of which the first is so long ago. */
export const max_failures = 12
const max_failing_ms = 72 * hour_ms
/** The failures after which trying again is no use: a permission that was just given may need a moment. */
const max_final_failures = 3

/** Deliveries under way to one destination at once. */
export const max_per_destination = 2

export interface Failures {
  failures: number
  failing_since: Date | null
  /** The furthest that any attempt got. */
  reached_bytes: number
}

/** An attempt that got further than all before starts the count anew. */
export function failuresAfter(before: Failures, reached_bytes: number, now: Date) {
  const got_further = reached_bytes > before.reached_bytes
  return {
    failures: got_further ? 1 : before.failures + 1,
    failing_since: got_further ? now : (before.failing_since ?? now),
    reached_bytes: Math.max(reached_bytes, before.reached_bytes),
  }
}

interface FailedAttempts {
  failures: number
  failing_since: Date
  /** Those of the last that leave no chance before somebody has changed something, all for one reason. */
  final_failures: number
}

/**
 * When to try again, after the failures up to now; null when the delivery fails.
 * @param chance from 0 to 1: up to a fifth longer, so that what failed together does not come back together
 */
export function nextAttempt(
  { failures, failing_since, final_failures }: FailedAttempts,
  now: Date,
  chance: number,
): Date | null {
  const is_old = now.getTime() - failing_since.getTime() >= max_failing_ms
  if (final_failures >= max_final_failures || (failures >= max_failures && is_old)) return null
  const wait_ms = waits_ms[Math.min(failures, waits_ms.length) - 1]!
  return new Date(now.getTime() + Math.round(wait_ms * (1 + chance / 5)))
}

export const reasonOf = (reason: DestinationReason): ReasonCode => `DESTINATION_${reason}`

export const manifest_name = 'manifest.json'

const max_name_bytes = 150

/** The end of a name, which tells what it is; there has to be room for more in front of it. */
function lastBytes(name: string): string {
  const letters = [...name]
  while (Buffer.byteLength(letters.join('')) > max_name_bytes) letters.shift()
  return letters.join('')
}

/**
 * The names of the files of a deliverable at a destination, each different from all others and from that of the
 * manifest, also where upper and lower case are the same: if the names themselves are not, each has its key in front,
 * of which there are no two and which has no dot in it.
 */
export function fileNames(files: readonly { key: string; file_name: string }[]): string[] {
  const names = files.map(({ file_name }) => plainName(lastBytes(file_name)))
  const different = new Set([...names, manifest_name].map((name) => name.toLowerCase()))
  if (different.size === names.length + 1) return names
  return names.map((name, index) => `${files[index]!.key}.${name}`)
}

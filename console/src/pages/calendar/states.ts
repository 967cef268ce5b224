import type { CaptureStatus } from '@swath/contract/states'
import { Aperture, Ban, Check, CircleDashed, Clock3, Cog, type LucideIcon, X } from 'lucide-react'
import type { Pass } from './lanes.ts'

/** The sign of a state where there is no room for its word. */
export const state_icons: Readonly<Record<CaptureStatus, LucideIcon>> = {
  queued: CircleDashed,
  scheduled: Clock3,
  collecting: Aperture,
  acquired: Cog,
  published: Check,
  failed: X,
  canceled: Ban,
}

const meanings: Readonly<Record<CaptureStatus, string>> = {
  queued: 'It waits for a pass.',
  scheduled: 'It is planned for this pass.',
  collecting: 'The satellite is collecting the image.',
  acquired: 'The image was collected, and its products are being made.',
  published: 'The image was collected, and its products are finished.',
  failed: 'It has failed.',
  canceled: 'It is not wanted any more.',
}

/** A state of which there should be news by now. */
export function meaningOf({ status, access }: Pass, now: number): string {
  const is_over = Date.parse(access.end) < now
  if (is_over && (status === 'scheduled' || status === 'collecting'))
    return 'The pass is over, and the satellite has not told yet what came of it.'
  return meanings[status]
}

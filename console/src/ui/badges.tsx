import type {
  CaptureStatus,
  DeliverableStatus,
  DeliveryStatus,
  OrderOutcome,
  OrderStatus,
} from '@swath/contract/states'
import { formatWord } from './format.ts'

/** The meaning of a state to the reader; the colours are in ui.css, and the word is always there as well. */
export type Tone = 'neutral' | 'active' | 'good' | 'partial' | 'bad'

const tones: Record<
  OrderStatus | OrderOutcome | CaptureStatus | DeliveryStatus | Lowercase<DeliverableStatus>,
  Tone
> = {
  received: 'neutral',
  in_progress: 'active',
  closed: 'neutral',
  fulfilled: 'good',
  partially_fulfilled: 'partial',
  unfulfilled: 'partial',
  rejected: 'bad',
  canceled: 'neutral',
  failed: 'bad',
  queued: 'neutral',
  scheduled: 'active',
  collecting: 'active',
  acquired: 'active',
  published: 'good',
  processing: 'active',
  delivered: 'good',
  pending: 'neutral',
  transferring: 'active',
  completed: 'good',
}

export const stateTone = (state: string): Tone =>
  tones[state.toLowerCase() as keyof typeof tones] ?? 'neutral'

export function Badge({ tone, live, children }: { tone: Tone; live?: boolean; children: string }) {
  return (
    <span className="badge" data-tone={tone} data-live={live || undefined}>
      {children}
    </span>
  )
}

/** The badge of a capture, deliverable, delivery or anything else with a state of one word. */
export function StateBadge({ state }: { state: string }) {
  const tone = stateTone(state)
  return (
    <Badge tone={tone} live={tone === 'active'}>
      {formatWord(state)}
    </Badge>
  )
}

/** Stage and outcome in one: of a closed order it is the outcome that counts. */
export function OrderBadge({ status, outcome }: { status: OrderStatus; outcome: OrderOutcome | null }) {
  return <StateBadge state={outcome ?? status} />
}

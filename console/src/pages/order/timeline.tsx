import { Text } from '@mantine/core'
import type { Timeline } from '@swath/contract/timeline'
import { useQuery } from '@tanstack/react-query'
import { timelineQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import type { Tone } from '../../ui/badges.tsx'
import { formatTime, formatWord } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'
import classes from './order.module.css'

type Entry = (typeof Timeline)['_zod']['output']['entries'][number]

/** Steps on the way that say little once the next has come. */
const passing = new Set([
  'DeliverableQueued',
  'DeliverableProcessing',
  'DeliverableReady',
  'CaptureQueued',
  'CaptureCollecting',
])
const most = 14

/** The way of the order: what happened, then what is expected. */
export function OrderTimeline({ order_id }: { order_id: string }) {
  const timeline = useQuery(timelineQuery(useSwath(), order_id))
  return (
    <Section title="Timeline">
      <Answered query={timeline}>
        {({ entries }) => (
          <ol className={classes.steps}>
            {milestones(entries).map((entry) => (
              <Step key={`${entry.what} ${entry.entity_id} ${entry.at}`} entry={entry} />
            ))}
          </ol>
        )}
      </Answered>
    </Section>
  )
}

function Step({ entry: { kind, what, at, message } }: { entry: Entry }) {
  const is_expected = kind === 'ESTIMATE'
  return (
    <li className={classes.step} data-tone={toneOf(what)} data-expected={is_expected || undefined}>
      <Text fw={is_expected ? 400 : 560} {...(is_expected ? { c: 'dimmed' } : {})}>
        {is_expected ? `Expected: ${formatWord(what).toLowerCase()}` : formatWord(what)}
      </Text>
      <time dateTime={at} title={message}>
        {formatTime(at)}
      </time>
    </li>
  )
}

/** The beginning and the latest of what counts, and all that is expected. */
function milestones(entries: readonly Entry[]): Entry[] {
  const telling = entries.filter(({ kind, what }) => kind === 'ESTIMATE' || !passing.has(what))
  return telling.length <= most ? telling : [...telling.slice(0, 2), ...telling.slice(2 - most)]
}

function toneOf(what: string): Tone {
  if (/Failed|Rejected|AnalysisFailed/.test(what)) return 'bad'
  if (/Delivered|Completed|Published/.test(what)) return 'good'
  if (/Cancel|Expired/.test(what)) return 'neutral'
  return 'active'
}

import { SegmentedControl, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { timelineQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import type { Tone } from '../../ui/badges.tsx'
import { formatTime } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'
import classes from './order.module.css'
import { byClock, type Clock, type Entry, nameOfStep, timeOf } from './timeline-steps.ts'

const clocks: { value: Clock; label: string }[] = [
  { value: 'happened', label: 'Happened' },
  { value: 'recorded', label: 'Recorded' },
]

/** The way of the order: what happened, then what is expected, by one clock. */
export function OrderTimeline({ order_id }: { order_id: string }) {
  const timeline = useQuery(timelineQuery(useSwath(), order_id))
  const [clock, setClock] = useState<Clock>('happened')
  return (
    <Section
      title="Timeline"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Which clock"
          data={clocks}
          value={clock}
          onChange={(chosen) => setClock(chosen as Clock)}
        />
      }
    >
      <Text size="xs" c="dimmed" mb="xs">
        {clock === 'happened'
          ? 'When things happened in the sky or at the provider, in UTC'
          : 'When Swath recorded them, in UTC; what is expected, when it is expected'}
      </Text>
      <Answered query={timeline}>
        {({ entries }) => (
          <ol className={classes.steps}>
            {byClock(entries, clock).map((entry) => (
              <Step key={`${entry.what} ${entry.entity_id} ${entry.at}`} entry={entry} clock={clock} />
            ))}
          </ol>
        )}
      </Answered>
    </Section>
  )
}

function Step({ entry, clock }: { entry: Entry; clock: Clock }) {
  const is_expected = entry.kind === 'ESTIMATE'
  const at = timeOf(entry, clock)
  return (
    <li className={classes.step} data-tone={toneOf(entry.what)} data-expected={is_expected || undefined}>
      <Text fw={is_expected ? 400 : 560} {...(is_expected ? { c: 'dimmed' } : {})}>
        {nameOfStep(entry)}
      </Text>
      <time dateTime={at} title={entry.message}>
        {formatTime(at)}
      </time>
    </li>
  )
}

function toneOf(what: string): Tone {
  if (/Failed|Rejected|AnalysisFailed/.test(what)) return 'bad'
  if (/Delivered|Completed|Published/.test(what)) return 'good'
  if (/Cancel|Expired/.test(what)) return 'neutral'
  return 'active'
}

import { Group, Text } from '@mantine/core'
import type { Order } from '@swath/contract/orders'
import { reasons } from '@swath/contract/reasons'
import { formatArea, formatMoney, formatNumber, formatWord } from '../../ui/format.ts'
import { Facts, Section } from '../../ui/page.tsx'
import { When } from '../../ui/when.tsx'
import { courseOf } from './course.ts'
import classes from './order.module.css'

/** Tells how the order stands, why, and what comes next, before any detail. */
export function Situation({ order }: { order: Order }) {
  const { properties } = order
  const { message, reason_code, progress, next_expected_at } = properties.status_report
  const { requested_km2, delivered_km2 } = progress
  const share = requested_km2 > 0 ? Math.min(1, delivered_km2 / requested_km2) : 0
  return (
    <Section title="Where it stands">
      <div className={classes.situation}>
        <Text>{message}</Text>
        <ol className={classes.course} aria-label="Course">
          {courseOf(order).map(({ name, state, told }) => (
            <li
              key={name}
              data-state={state}
              {...(state === 'now' ? { 'aria-current': 'step' as const } : {})}
            >
              <strong>{name}</strong> {told}
            </li>
          ))}
        </ol>
        {reason_code && properties.outcome !== 'fulfilled' && (
          <Advice code={reason_code} outcome={properties.outcome} />
        )}
        <div>
          <Group justify="space-between" mb={6}>
            <Text c="dimmed">Delivered</Text>
            <Text className="number">
              {formatNumber(delivered_km2)} of {formatArea(requested_km2)}
            </Text>
          </Group>
          <div className={classes.bar} aria-hidden>
            <div style={{ width: `${share * 100}%` }} />
          </div>
        </div>
        <Facts
          facts={{
            Captures: countsOf(progress.captures),
            Deliverables: countsOf(progress.deliverables),
            ...levelsOf(progress.levels),
            'Priority class': formatWord(properties.priority_class),
            ...creditOf(properties.price),
            'Next expected': next_expected_at && <When at={next_expected_at} />,
            'Last change': <When at={properties.updated_at} />,
            Closed: properties.closed_at && <When at={properties.closed_at} />,
          }}
        />
      </div>
    </Section>
  )
}

function Advice({ code, outcome }: { code: keyof typeof reasons; outcome: Order['properties']['outcome'] }) {
  const { meaning, advice } = reasons[code]
  const tone = outcome === 'rejected' || outcome === 'failed' ? 'bad' : 'partial'
  return (
    <div className={classes.advice} data-tone={tone}>
      <strong>{meaning}</strong> What to do: {advice}
    </div>
  )
}

/** The sum that was given back: for products that were rejected, or for passes that other orders took. */
function creditOf({ credited_minor, currency }: Order['properties']['price']) {
  return credited_minor === 0 ? {} : { Credited: formatMoney(credited_minor, currency) }
}

/** The progress of each level, if the order has several. */
function levelsOf(levels: Order['properties']['status_report']['progress']['levels']) {
  const told = Object.entries(levels)
  if (told.length < 2) return {}
  return Object.fromEntries(told.map(([level, { deliverables }]) => [level, countsOf(deliverables)]))
}

/** 2 published, 1 failed. */
function countsOf(counts: Readonly<Record<string, number>>): string {
  const told = Object.entries(counts).map(([state, count]) => `${count} ${formatWord(state).toLowerCase()}`)
  return told.join(', ') || 'None yet'
}

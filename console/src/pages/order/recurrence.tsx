import type { Capture } from '@swath/contract/captures'
import { useQuery } from '@tanstack/react-query'
import { orderCapturesQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { StateBadge } from '../../ui/badges.tsx'
import { formatDay } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import classes from './order.module.css'

/** The periods of an order that asks again and again, each with what became of its images; nothing of any other. */
export function Recurrence({ order_id }: { order_id: string }) {
  const captures = useQuery(orderCapturesQuery(useSwath(), order_id)).data ?? []
  const periods = [...Map.groupBy(latestOf(captures), ({ period }) => period)].toSorted(([a], [b]) => a - b)
  if (periods.length < 2) return null
  return (
    <Section title="Periods">
      <ol className={classes.periods}>
        {periods.map(([period, those]) => (
          <li key={period}>
            <b>Period {period + 1}</b>
            <span>{passOf(those)}</span>
            {those.map(({ capture_id, status }) => (
              <StateBadge key={capture_id} state={status} />
            ))}
          </li>
        ))}
      </ol>
    </Section>
  )
}

/** Gives the newest attempt of each part in each period. */
function latestOf(captures: readonly Capture[]): Capture[] {
  const parts = Map.groupBy(captures, ({ period, strip }) => `${period} ${strip}`)
  return [...parts.values()].map((all) => all.toSorted((a, b) => b.attempt - a.attempt)[0]!)
}

/** The day of the first pass over it. */
function passOf(captures: readonly Capture[]): string {
  const [first] = captures.flatMap(({ access }) => access?.start ?? []).toSorted()
  return first ? formatDay(first) : 'No pass yet'
}

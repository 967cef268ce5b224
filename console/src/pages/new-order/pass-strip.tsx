import type { Opportunity } from '@swath/contract/feasibility'
import { idOfPass } from '../../map/subjects.ts'
import { formatDay, formatMinute } from '../../ui/format.ts'
import classes from './new-order.module.css'

interface PassStripProps {
  opportunities: readonly Opportunity[]
  /** Nobody has asked about what comes after the last of them. */
  has_more: boolean
  window: { start: string; end: string }
  pass: string | undefined
  pick: (pass: string) => void
}

const day_ms = 86_400_000
const most_ticks = 8

/** The passes along the window. The higher a mark, the nearer to straight down; half as high where nobody knows. The
 * list says the same in words. */
export function PassStrip({ opportunities, has_more, window, pass, pick }: PassStripProps) {
  const [from, until] = [Date.parse(window.start), Date.parse(window.end)]
  const share = (at: number) => `${((at - from) / (until - from)) * 100}%`
  return (
    <figure className={classes.strip} aria-label="Passes along the window">
      <div className={classes.track} aria-hidden>
        {has_more && (
          <div
            className={classes.unasked}
            style={{ left: share(Date.parse(opportunities.at(-1)!.start)) }}
            title="Not asked about yet"
          />
        )}
        {ticksOf(from, until).map((tick) => (
          <i key={tick} style={{ left: share(tick) }} />
        ))}
        {opportunities.map((one) => {
          const id = idOfPass(one)
          return (
            <button
              key={id}
              type="button"
              tabIndex={-1}
              className={classes.mark}
              data-picked={id === pass || undefined}
              style={{ left: share(Date.parse(one.start)), height: `${heightOf(one)}%` }}
              title={`${formatMinute(one.start)}, ${one.satellite_name}`}
              onClick={() => pick(id)}
            />
          )
        })}
      </div>
      <figcaption>
        <span>{formatDay(window.start)}</span>
        <span>{formatDay(window.end)}</span>
      </figcaption>
    </figure>
  )
}

const heightOf = ({ off_nadir_deg }: Opportunity) =>
  off_nadir_deg === null ? 50 : 100 - Math.min(off_nadir_deg, 45) * 1.7

/** Midnights, or every so many of them. */
function ticksOf(from: number, until: number): number[] {
  const first = Math.ceil(from / day_ms)
  const days = Math.floor(until / day_ms) - first + 1
  const step = Math.max(1, Math.ceil(days / most_ticks))
  return Array.from(
    { length: Math.ceil(Math.max(days, 0) / step) },
    (_, index) => (first + index * step) * day_ms,
  )
}

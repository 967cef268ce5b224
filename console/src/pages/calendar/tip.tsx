import { StateBadge } from '../../ui/badges.tsx'
import { formatClock, formatMinute } from '../../ui/format.ts'
import classes from './calendar.module.css'
import { type Conflicts, formatAngle, type Mark, type Pass } from './lanes.ts'
import type { ContractNames } from './passes.ts'

/** A mark and where it is on the screen. */
export interface Tipped {
  mark: Mark
  at: DOMRect
}

const [width, margin] = [270, 8]

/** Describes a mark beside it. The label of the mark says the same to those who do not see it. */
export function Tip({ tipped: { mark, at }, ...about }: TipProps & { tipped: Tipped }) {
  const middle = at.left + at.width / 2 - width / 2
  const left = Math.min(Math.max(middle, margin), window.innerWidth - width - margin)
  const is_above = at.top > window.innerHeight / 2
  const place = is_above ? { bottom: window.innerHeight - at.top + margin } : { top: at.bottom + margin }
  const [first] = mark.passes
  return (
    <div className={classes.tip} style={{ left, width, ...place }} aria-hidden>
      {mark.passes.length === 1 ? <One pass={first} {...about} /> : <Several passes={mark.passes} />}
    </div>
  )
}

interface TipProps {
  names: ContractNames
  conflicts: Conflicts
}

function One({ pass, names, conflicts }: TipProps & { pass: Pass }) {
  const { status, access, order_id, contract_id, capture_id } = pass
  return (
    <>
      <div className={classes.tip_head}>
        <strong>{access.satellite_name}</strong>
        <StateBadge state={status} />
      </div>
      <dl>
        <dt>Pass</dt>
        <dd>
          {formatClock(access.start)} – {formatClock(access.end)} UTC
        </dd>
        <dt>Off nadir</dt>
        <dd>{formatAngle(access.off_nadir_deg) ?? 'Not told'}</dd>
        <dt>Order</dt>
        <dd>{order_id}</dd>
        <dt>Contract</dt>
        <dd>{names.get(contract_id) ?? contract_id}</dd>
      </dl>
      {conflicts.has(capture_id) && (
        <div className={classes.warning}>Another capture wants the satellite at this time.</div>
      )}
    </>
  )
}

const most_told = 6

function Several({ passes }: Pick<Mark, 'passes'>) {
  const more = passes.length - most_told
  return (
    <>
      <div className={classes.tip_head}>
        <strong>{passes[0].access.satellite_name}</strong>
        {passes.length} passes
      </div>
      {passes.slice(0, most_told).map(({ capture_id, access, status }) => (
        <div key={capture_id} className={classes.tip_line}>
          <span className="number">{formatMinute(access.start)}</span>
          <StateBadge state={status} />
        </div>
      ))}
      {more > 0 && <div className={classes.quiet}>and {more} more</div>}
    </>
  )
}

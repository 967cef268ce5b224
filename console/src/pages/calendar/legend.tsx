import { capture_statuses } from '@swath/contract/states'
import { TriangleAlert } from 'lucide-react'
import { stateTone } from '../../ui/badges.tsx'
import { formatNumber, formatWord } from '../../ui/format.ts'
import classes from './calendar.module.css'
import type { Conflicts, Pass } from './lanes.ts'
import { state_icons } from './states.ts'

/** Explains the marks, and counts them. */
export function Legend({ passes, conflicts }: { passes: readonly Pass[]; conflicts: Conflicts }) {
  const found = Map.groupBy(passes, ({ status }) => status)
  return (
    <div className={classes.legend}>
      {capture_statuses.map((status) => {
        const Icon = state_icons[status]
        const count = found.get(status)?.length ?? 0
        return (
          count > 0 && (
            <span key={status} className={classes.entry}>
              <span className={classes.mark} data-tone={stateTone(status)} data-status={status}>
                <Icon size={13} strokeWidth={2.2} aria-hidden />
              </span>
              {formatWord(status)} <span className={classes.quiet}>{formatNumber(count)}</span>
            </span>
          )
        )
      })}
      {conflicts.size > 0 && (
        <span className={classes.warning}>
          <TriangleAlert size={13} aria-hidden /> {conflicts.size} in conflict
        </span>
      )}
    </div>
  )
}

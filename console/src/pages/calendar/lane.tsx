import { TriangleAlert } from 'lucide-react'
import { type CSSProperties, type KeyboardEvent, memo } from 'react'
import { stateTone } from '../../ui/badges.tsx'
import { formatClock, formatMinute, formatWord } from '../../ui/format.ts'
import classes from './calendar.module.css'
import { formatAngle, type Lane as LaneOf, type Mark } from './lanes.ts'
import type { ContractNames } from './passes.ts'
import { type Period, shareOf } from './period.ts'
import { state_icons } from './states.ts'

export interface MarkActions {
  open: (passes: Mark['passes']) => void
  point: (mark: Mark, element: Element) => void
  leave: () => void
  focus: (mark: Mark) => void
  press: (event: KeyboardEvent, mark: Mark) => void
}

interface LaneProps {
  lane: LaneOf
  period: Period
  names: ContractNames
  /** The mark that the tab key stops at, if it is here. */
  stop: string | undefined
  opened: ReadonlySet<string>
  actions: MarkActions
}

export const idOfMark = ({ passes }: Mark): string => `pass-${passes[0].capture_id}`

/** Drawn again only if something in it is new: there may be many. */
export const Lane = memo(function Lane({ lane, period, names, stop, opened, actions }: LaneProps) {
  const { satellite_name, marks, rows, passes, conflicts } = lane
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className={classes.lane} role="group" aria-label={satellite_name}>
      <div className={classes.name}>
        <strong>{satellite_name}</strong>
        <span className={classes.count}>
          {passes} {passes === 1 ? 'pass' : 'passes'}
        </span>
        {conflicts > 0 && (
          <span className={classes.warning}>
            <TriangleAlert size={12} aria-hidden /> {conflicts} in conflict
          </span>
        )}
      </div>
      <div className={classes.track} style={{ '--rows': rows } as CSSProperties}>
        {marks.map((mark) => (
          <MarkButton
            key={idOfMark(mark)}
            mark={mark}
            period={period}
            names={names}
            is_stop={stop === idOfMark(mark)}
            is_opened={mark.passes.some(({ capture_id }) => opened.has(capture_id))}
            actions={actions}
          />
        ))}
      </div>
    </div>
  )
})

interface MarkButtonProps extends Pick<LaneProps, 'period' | 'names' | 'actions'> {
  mark: Mark
  is_stop: boolean
  is_opened: boolean
}

function MarkButton({ mark, period, names, is_stop, is_opened, actions }: MarkButtonProps) {
  const [{ status, access }] = mark.passes
  const is_bundle = mark.passes.length > 1
  const [left, right] = [shareOf(period, mark.at_ms), shareOf(period, Date.parse(access.end))]
  const Icon = state_icons[status]
  const style = { '--left': left, '--long': right - left, '--row': mark.row } as CSSProperties
  return (
    <button
      type="button"
      id={idOfMark(mark)}
      className={is_bundle ? classes.bundle : classes.mark}
      style={style}
      data-tone={is_bundle ? undefined : stateTone(status)}
      data-status={is_bundle ? undefined : status}
      data-conflict={mark.is_in_conflict || undefined}
      data-opened={is_opened || undefined}
      data-stop={is_stop || undefined}
      tabIndex={is_stop ? 0 : -1}
      aria-label={labelOf(mark, names)}
      onClick={() => actions.open(mark.passes)}
      onPointerEnter={(event) => actions.point(mark, event.currentTarget)}
      onPointerLeave={actions.leave}
      onFocus={(event) => {
        actions.focus(mark)
        actions.point(mark, event.currentTarget)
      }}
      onBlur={actions.leave}
      onKeyDown={(event) => actions.press(event, mark)}
    >
      {is_bundle ? <Bundle passes={mark.passes} /> : <Icon size={13} strokeWidth={2.2} aria-hidden />}
    </button>
  )
}

/** Shows the number of passes, and below it their states. */
function Bundle({ passes }: Pick<Mark, 'passes'>) {
  const states = Map.groupBy(passes, ({ status }) => stateTone(status))
  return (
    <>
      {passes.length}
      <span className={classes.shares} aria-hidden>
        {[...states].map(([tone, those]) => (
          <i key={tone} data-tone={tone} style={{ flexGrow: those.length }} />
        ))}
      </span>
    </>
  )
}

function labelOf({ passes, is_in_conflict }: Mark, names: ContractNames): string {
  const [{ status, access, order_id, contract_id }] = passes
  const conflict = is_in_conflict ? ', in conflict with another' : ''
  if (passes.length > 1) {
    const last = passes.at(-1)!
    return `${passes.length} passes, ${formatMinute(access.start)} to ${formatMinute(last.access.start)}${conflict}`
  }
  const angle = formatAngle(access.off_nadir_deg)
  return [
    `${formatMinute(access.start).split(', ')[0]}, ${formatClock(access.start)}, ${formatWord(status).toLowerCase()}`,
    ...(angle ? [`${angle} off nadir`] : []),
    `order ${order_id} of ${names.get(contract_id) ?? contract_id}${conflict}`,
  ].join(', ')
}

import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import classes from './calendar.module.css'
import { idOfMark, Lane, type MarkActions } from './lane.tsx'
import { type Conflicts, type Lane as LaneOf, lanesOf, type Mark, neighbourOf, type Pass } from './lanes.ts'
import type { ContractNames } from './passes.ts'
import { type Period, shareOf } from './period.ts'
import { Scale } from './scale.tsx'
import { Tip, type Tipped } from './tip.tsx'

/**
 * As narrow as the axis gets before it is moved sideways, and what a mark takes of it; calendar.module.css has both.
 */
const axis_px = 960
const slot_px = 26

interface BoardProps {
  period: Period
  passes: readonly Pass[]
  conflicts: Conflicts
  names: ContractNames
  now: number
  /** The captures that the panel tells about. */
  opened: ReadonlySet<string>
  open: (passes: Mark['passes']) => void
}

/** A lane for each satellite, along the time. The arrow keys go from mark to mark. */
export function Board({ period, passes, conflicts, names, now, opened, open }: BoardProps) {
  const slot_ms = ((period.end.getTime() - period.start.getTime()) * slot_px) / axis_px
  const lanes = useMemo(() => lanesOf(passes, slot_ms, conflicts), [passes, slot_ms, conflicts])
  const [focused, setFocused] = useState<string>()
  const [tipped, setTipped] = useState<Tipped>()
  const scroller = useScrolled(period, lanes)
  const actions = useMemo(
    (): MarkActions => ({
      open,
      point: (mark, element) => setTipped({ mark, at: element.getBoundingClientRect() }),
      leave: () => setTipped(undefined),
      focus: (mark) => setFocused(idOfMark(mark)),
      press: (event, mark) => {
        if (event.key === 'Escape') setTipped(undefined)
        const next = neighbourOf(lanes, mark, event.key)
        if (next) goTo(next, event)
      },
    }),
    [lanes, open],
  )
  // The panel that opens beside the axis leaves it less room.
  useEffect(() => {
    if (opened.size > 0) scroller.current?.querySelector('[data-opened]')?.scrollIntoView(nearest)
  }, [opened, scroller])
  const stop = stopOf(lanes, focused, opened, now)
  const now_share = shareOf(period, now)
  return (
    <div className={classes.scroller} ref={scroller} onScroll={actions.leave}>
      <div
        className={classes.board}
        data-view={period.view}
        data-now={now_share > 0 && now_share < 1 ? true : undefined}
        style={{ '--now': Math.min(Math.max(now_share, 0), 1) } as React.CSSProperties}
      >
        <Scale period={period} now={now} />
        {lanes.map((lane) => (
          <Lane
            key={lane.satellite_name}
            lane={lane}
            period={period}
            names={names}
            stop={holds(lane, stop) ? stop : undefined}
            opened={lane.marks.some((mark) => isOpened(mark, opened)) ? opened : none}
            actions={actions}
          />
        ))}
      </div>
      {tipped && <Tip tipped={tipped} names={names} conflicts={conflicts} />}
    </div>
  )
}

const none: ReadonlySet<string> = new Set()
const nearest = { block: 'nearest', inline: 'nearest' } as const
const isOpened = ({ passes }: Mark, opened: ReadonlySet<string>) =>
  passes.some(({ capture_id }) => opened.has(capture_id))
const holds = ({ marks }: LaneOf, stop: string | undefined) => marks.some((mark) => idOfMark(mark) === stop)

function goTo(mark: Mark, event: KeyboardEvent) {
  event.preventDefault()
  document.getElementById(idOfMark(mark))?.focus()
}

/** The one mark that the tab key stops at: where the keyboard was, what is open, what comes next, or the first. */
function stopOf(
  lanes: readonly LaneOf[],
  focused: string | undefined,
  opened: ReadonlySet<string>,
  now: number,
): string | undefined {
  const marks = lanes.flatMap((lane) => lane.marks)
  const coming = marks.filter(({ at_ms }) => at_ms >= now)
  const next = coming.reduce<Mark | undefined>((a, b) => (a && a.at_ms <= b.at_ms ? a : b), undefined)
  const stop =
    marks.find((mark) => idOfMark(mark) === focused) ??
    marks.find((mark) => isOpened(mark, opened)) ??
    next ??
    marks[0]
  return stop && idOfMark(stop)
}

/** The axis begins shortly before now, or before the first pass, if there is no room for the whole of it. */
function useScrolled(period: Period, lanes: readonly LaneOf[]) {
  const scroller = useRef<HTMLDivElement>(null)
  const first = Math.min(...lanes.flatMap(({ marks }) => marks[0]?.at_ms ?? []))
  const [start, is_there] = [period.start.getTime(), lanes.length > 0]
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another period moves it, not what is new in this one
  useEffect(() => {
    const { current } = scroller
    if (!current || !is_there) return
    const now_share = shareOf(period, Date.now())
    const share = now_share > 0 && now_share < 1 ? now_share : shareOf(period, first)
    current.scrollLeft = Math.max(share - 0.05, 0) * axis_px
  }, [start, period.view, is_there])
  return scroller
}

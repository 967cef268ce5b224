import { Link } from '@tanstack/react-router'
import type { CSSProperties } from 'react'
import { formatDayName } from '../../ui/format.ts'
import classes from './calendar.module.css'
import { dateOf, day_ms, days_of, type Period, shareOf } from './period.ts'

const hours = Array.from({ length: 12 }, (_, index) => index * 2)

/** The labels of the axis: the hours of a day, or the days of a week, which lead to the day. */
export function Scale({ period, now }: { period: Period; now: number }) {
  return (
    <div className={classes.head}>
      <div className={classes.corner}>UTC</div>
      <div className={classes.scale}>
        {period.view === 'day'
          ? hours.map((hour) => (
              <span key={hour} className={classes.tick} style={{ '--left': hour / 24 } as CSSProperties}>
                {String(hour).padStart(2, '0')}:00
              </span>
            ))
          : Array.from({ length: days_of.week }, (_, index) => period.start.getTime() + index * day_ms).map(
              (day) => <Day key={day} day={day} period={period} is_today={dateOf(day) === dateOf(now)} />,
            )}
        <span className={classes.now} aria-hidden>
          Now
        </span>
      </div>
    </div>
  )
}

function Day({ day, period, is_today }: { day: number; period: Period; is_today: boolean }) {
  return (
    <Link
      to="/calendar"
      resetScroll={false}
      search={({ view: _, ...kept }) => ({ ...kept, date: dateOf(day) })}
      className={classes.day}
      style={{ '--left': shareOf(period, day) } as CSSProperties}
      aria-current={is_today ? 'date' : undefined}
    >
      {formatDayName(new Date(day))}
    </Link>
  )
}

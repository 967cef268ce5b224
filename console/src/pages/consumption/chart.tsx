import { useElementSize } from '@mantine/hooks'
import { formatMoney } from '../../ui/format.ts'
import classes from './consumption.module.css'
import { stepLabel } from './period.ts'

export interface Series {
  key: string
  name: string
  /** By step, in minor units. */
  amounts: ReadonlyMap<string, number>
}

interface ChartProps {
  steps: readonly string[]
  series: readonly Series[]
  currency: string
}

const height = 240
const room = { left: 104, bottom: 24, top: 8 }
const plot = height - room.bottom - room.top

/** Stacked bars, one for each step. The table below has the same numbers for those who do not see it. */
export function Chart({ steps, series, currency }: ChartProps) {
  const totals = steps.map((step) => sumOf(series.map(({ amounts }) => amounts.get(step) ?? 0)))
  const top = roundUp(Math.max(...totals, 1))
  // Drawn as wide as there is room, so that its words are as large as those around it.
  const { ref, width: found } = useElementSize()
  const width = Math.max(found, 260)
  const slot = (width - room.left) / steps.length
  const every = Math.ceil(44 / slot)
  return (
    <figure className={classes.figure} ref={ref}>
      <svg width={width} height={height} role="img" aria-label={`What was charged, in ${currency}`}>
        {[0, 0.5, 1].map((share) => (
          <Line
            key={share}
            share={share}
            width={width}
            label={formatMoney(Math.round(top * share), currency)}
          />
        ))}
        {steps.map((step, index) => (
          <g key={step}>
            <Bar
              series={series}
              step={step}
              top={top}
              currency={currency}
              x={room.left + slot * index}
              slot={slot}
            />
            {index % every === 0 && (
              <text
                x={room.left + slot * (index + 0.5)}
                y={height - 6}
                textAnchor="middle"
                className={classes.tick}
              >
                {stepLabel(step)}
              </text>
            )}
          </g>
        ))}
      </svg>
      {series.length > 1 && <Legend series={series} />}
    </figure>
  )
}

function Line({ share, width, label }: { share: number; width: number; label: string }) {
  const y = room.top + plot * (1 - share)
  return (
    <>
      <line x1={room.left} x2={width} y1={y} y2={y} className={classes.line} />
      <text x={room.left - 10} y={y + 4} textAnchor="end" className={classes.tick}>
        {label}
      </text>
    </>
  )
}

interface BarProps {
  series: readonly Series[]
  step: string
  top: number
  currency: string
  x: number
  slot: number
}

function Bar({ series, step, top, currency, x, slot }: BarProps) {
  const bar = Math.min(slot * 0.62, 64)
  let below = 0
  return series.map(({ key, name, amounts }, index) => {
    const amount = Math.max(amounts.get(step) ?? 0, 0)
    const size = (amount / top) * plot
    below += size
    if (size === 0) return null
    return (
      <rect
        key={key}
        x={x + (slot - bar) / 2}
        y={room.top + plot - below}
        width={bar}
        height={Math.max(size - 1, 1)}
        rx={2}
        className={classes.bar}
        data-series={index % 6}
      >
        <title>{`${name}, ${stepLabel(step)}: ${formatMoney(amount, currency)}`}</title>
      </rect>
    )
  })
}

function Legend({ series }: { series: readonly Series[] }) {
  return (
    <figcaption className={classes.legend}>
      {series.map(({ key, name }, index) => (
        <span key={key} className={classes.entry}>
          <i className={classes.swatch} data-series={index % 6} />
          {name}
        </span>
      ))}
    </figcaption>
  )
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0)

/** 1, 2 or 5 times a power of ten, so that the lines stand at numbers that can be read. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!
}

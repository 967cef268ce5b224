import { useElementSize } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { formatMoney } from '../../ui/format.ts'
import classes from './consumption.module.css'
import { stepLabel } from './period.ts'

export interface Series {
  key: string
  name: string
  /** By step, in minor units. */
  amounts: ReadonlyMap<string, number>
}

/** The plot in pixels: `slot` is the width of a step, and `y` is where an amount stands. */
export interface Plot {
  left: number
  width: number
  slot: number
  y: (amount: number) => number
}

interface FrameProps {
  steps: readonly string[]
  /** The largest amount that is drawn. */
  most: number
  currency: string
  label: string
  below?: ReactNode
  children: (plot: Plot) => ReactNode
}

const height = 240
const room = { left: 104, bottom: 24, top: 12 }
/** A label that would be cut at the edge is left out. */
const label_half = 20
const plot_height = height - room.bottom - room.top

/** Amounts over time. A table below has the same numbers for those who do not see it. */
export function Frame({ steps, most, currency, label, below, children }: FrameProps) {
  const top = roundUp(Math.max(most, 1))
  // Drawn as wide as there is room, so that its words are as large as those around it.
  const { ref, width: found } = useElementSize()
  const width = Math.max(found, 260) - room.left
  const slot = width / steps.length
  const every = Math.ceil(44 / slot)
  const y = (amount: number) => room.top + plot_height * (1 - amount / top)
  return (
    <figure className={classes.figure} ref={ref}>
      <svg width={width + room.left} height={height} role="img" aria-label={label}>
        {[0, 0.5, 1].map((share) => (
          <Line
            key={share}
            y={y(top * share)}
            width={width}
            label={formatMoney(Math.round(top * share), currency)}
          />
        ))}
        {steps.map(
          (step, index) =>
            index % every === 0 &&
            slot * (index + 0.5) + label_half <= width && (
              <text
                key={step}
                x={room.left + slot * (index + 0.5)}
                y={height - 6}
                textAnchor="middle"
                className={classes.tick}
              >
                {stepLabel(step)}
              </text>
            ),
        )}
        {children({ left: room.left, width, slot, y })}
      </svg>
      {below}
    </figure>
  )
}

function Line({ y, width, label }: { y: number; width: number; label: string }) {
  return (
    <>
      <line x1={room.left} x2={room.left + width} y1={y} y2={y} className={classes.line} />
      <text x={room.left - 10} y={y + 4} textAnchor="end" className={classes.tick}>
        {label}
      </text>
    </>
  )
}

interface ChartProps {
  steps: readonly string[]
  series: readonly Series[]
  currency: string
}

export const totalAt = (series: readonly Series[], step: string): number =>
  series.reduce((sum, { amounts }) => sum + (amounts.get(step) ?? 0), 0)

/** Stacked bars, one for each step. */
export function Chart({ steps, series, currency }: ChartProps) {
  const below = series.length > 1 && <Legend series={series} />
  return (
    <Frame
      steps={steps}
      most={Math.max(...steps.map((step) => totalAt(series, step)))}
      currency={currency}
      label={`What was charged, in ${currency}`}
      below={below}
    >
      {(plot) =>
        steps.map((step, index) => (
          <Bar key={step} series={series} step={step} index={index} currency={currency} plot={plot} />
        ))
      }
    </Frame>
  )
}

interface BarProps {
  series: readonly Series[]
  step: string
  index: number
  currency: string
  plot: Plot
}

function Bar({ series, step, index, currency, plot: { left, slot, y } }: BarProps) {
  const bar = Math.min(slot * 0.62, 64)
  let below = 0
  return series.map(({ key, name, amounts }, at) => {
    const amount = Math.max(amounts.get(step) ?? 0, 0)
    if (amount === 0) return null
    const size = y(below) - y(below + amount)
    below += amount
    return (
      <rect
        key={key}
        x={left + slot * index + (slot - bar) / 2}
        y={y(below)}
        width={bar}
        height={Math.max(size - 1, 1)}
        rx={2}
        className={classes.bar}
        data-series={at % 6}
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
          <bdi className={classes.name}>{name}</bdi>
        </span>
      ))}
    </figcaption>
  )
}

/** 1, 2 or 5 times a power of ten, so that the lines stand at numbers that can be read. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!
}

import { RangeSlider } from '@mantine/core'
import { formatNumber } from '../../ui/format.ts'
import { barsOf, type Histogram, type Limits, percentile } from '../../viewer/histogram.ts'
import { bandsIn, type Look } from '../../viewer/look.ts'
import type { RasterFacts } from '../../viewer/raster-file.ts'
import classes from './image.module.css'
import type { Shown } from './use-shown.ts'

const bar_count = 72
const height = 64
const channel_colours = ['#e0524a', '#35a854', '#3f7fe0']
const grey = '#8a999e'

/** The plot shows how often each value is there, and which are black and white: by hand, if one likes. */
export function HistogramPlot({ facts, look, shown }: { facts: RasterFacts; look: Look; shown: Shown }) {
  const { histograms, limits, setLimits } = shown
  if (!histograms || !limits) return null
  const bands = bandsIn(look)
  const range = rangeOf(bands.map((band) => histograms[band]!))
  const step = facts.is_float
    ? (range[1] - range[0]) / 200
    : Math.max(1, Math.round((range[1] - range[0]) / 200))
  return (
    <div className={classes.histogram}>
      <svg viewBox={`0 0 ${bar_count} ${height}`} preserveAspectRatio="none" aria-hidden>
        {bands.map((band, channel) => (
          <path
            // biome-ignore lint/suspicious/noArrayIndexKey: a channel is its place, and a band may be in two
            key={channel}
            d={outlineOf(barsOf(histograms[band]!, range, bar_count))}
            fill={bands.length === 1 ? grey : channel_colours[channel]}
            fillOpacity={0.5}
          />
        ))}
      </svg>
      {bands.map((band, channel) => (
        <RangeSlider
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          key={channel}
          size="xs"
          color={bands.length === 1 ? grey : channel_colours[channel]!}
          thumbFromLabel={`${facts.bands[band]}: black from`}
          thumbToLabel={`${facts.bands[band]}: white from`}
          min={range[0]}
          max={range[1]}
          step={step}
          minRange={step}
          value={[...limits[channel]!]}
          label={(value) => formatNumber(value, facts.is_float ? 3 : 0)}
          onChange={(changed) => setLimits(limits.with(channel, changed))}
        />
      ))}
    </div>
  )
}

/** Some bright roofs do not push all the rest together. */
function rangeOf(histograms: readonly Histogram[]): Limits {
  const low = Math.min(...histograms.map((one) => percentile(one, 0)))
  const high = Math.max(...histograms.map((one) => percentile(one, 99.9)))
  return [low, low + Math.max((high - low) * 1.15, histograms[0]!.step)]
}

function outlineOf(bars: readonly number[]): string {
  // Low counts beside a high one are seen as well.
  const points = bars.map((bar, at) => `L${at + 0.5} ${(height * (1 - Math.sqrt(bar))).toFixed(1)}`)
  return `M0 ${height}${points.join('')}L${bar_count} ${height}Z`
}

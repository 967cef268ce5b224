import { SegmentedControl, Select, Slider, Stack, Switch, Text } from '@mantine/core'
import type { OpenedRaster } from '../../data/rasters.ts'
import { formatWord } from '../../ui/format.ts'
import { messageOf } from '../../ui/states.tsx'
import { stretches } from '../../viewer/histogram.ts'
import {
  cloud_colours,
  cloudCodesOf,
  difference_colours,
  type Look,
  type LookName,
  look_names,
  looksOf,
} from '../../viewer/look.ts'
import type { RasterFacts } from '../../viewer/raster-file.ts'
import { HistogramPlot } from './histogram-plot.tsx'
import classes from './image.module.css'
import { OwnBands } from './own-bands.tsx'
import { type ImageSearch, image_keys } from './search.ts'
import { lookInAddress, stretchOf } from './use-look.ts'
import type { Shown } from './use-shown.ts'

interface LookPanelProps {
  facts: RasterFacts
  /** The files that are images, and the one that is shown. */
  files?: { keys: readonly string[]; chosen: string }
  /** The mask, which is opened when it is asked for. */
  clouds?: OpenedRaster | undefined
  shown: Shown
  search: ImageSearch
  change: (changed: ImageSearch) => void
}

export function LookPanel(props: LookPanelProps) {
  const { facts, files, shown, search, change } = props
  const { chosen } = shown
  if (!chosen) return null
  return (
    <Stack gap="lg">
      {files && files.keys.length > 1 && (
        <Field label="File">
          <SegmentedControl
            fullWidth
            aria-label="File"
            data={files.keys.map((key) => ({
              value: key,
              label: image_keys[key as 'visual'] ?? formatWord(key),
            }))}
            value={files.chosen}
            onChange={(file) => change({ file, look: undefined, stretch: undefined })}
          />
        </Field>
      )}
      <Field label="Bands">
        <Select
          aria-label="Bands"
          data={choices(facts)}
          value={chosen.name}
          allowDeselect={false}
          onChange={(name) =>
            change({ look: lookInAddress(name as LookName, looksOf(facts.bands)[name as LookName]!) })
          }
        />
        {chosen.name === 'own' && (
          <OwnBands
            facts={facts}
            look={chosen.look}
            onChange={(look) => change({ look: lookInAddress('own', look) })}
          />
        )}
      </Field>
      {chosen.look.kind === 'difference' ? <Ramp /> : <StretchField {...props} look={chosen.look} />}
      <Field label="Opacity">
        <Slider
          thumbLabel="Opacity"
          value={shown.opacity * 100}
          onChange={(pct) => shown.setOpacity(pct / 100)}
          label={(pct) => `${pct} %`}
        />
      </Field>
      {props.clouds && <Clouds opened={props.clouds} search={search} change={change} />}
    </Stack>
  )
}

function choices({ bands }: RasterFacts) {
  return Object.keys(looksOf(bands)).map((name) => ({ value: name, label: look_names[name as LookName] }))
}

function StretchField({ facts, shown, search, change, look }: LookPanelProps & { look: Look }) {
  const named = Object.entries(stretches).map(([value, { label }]) => ({ value, label }))
  const plain = facts.bits === 8 ? [{ value: 'plain', label: 'As delivered' }] : []
  const own = shown.is_own ? [{ value: 'own', label: 'By hand' }] : []
  return (
    <Field label="Stretch">
      <Select
        aria-label="Stretch"
        data={[...plain, ...named, ...own]}
        value={shown.is_own ? 'own' : stretchOf(search, facts)}
        allowDeselect={false}
        onChange={(stretch) => {
          shown.setLimits(undefined)
          change({ stretch: stretch === 'plain' ? undefined : (stretch ?? undefined) })
        }}
      />
      <HistogramPlot facts={facts} look={look} shown={shown} />
      <Text size="sm">Gamma</Text>
      <Slider
        thumbLabel="Gamma"
        min={0.4}
        max={2.5}
        step={0.05}
        value={shown.gamma}
        onChange={shown.setGamma}
        label={(gamma) => gamma.toFixed(2)}
      />
    </Field>
  )
}

const ramp_words = { [-0.25]: 'Water', 0.05: 'Bare', 0.4: 'Sparse', 0.8: 'Dense' }
const [ramp_low, ramp_high] = [difference_colours[0]![0], difference_colours.at(-1)![0]]
const shareOf = (value: number) => (value - ramp_low) / (ramp_high - ramp_low)

function Ramp() {
  const stops = difference_colours.map(([at, colour]) => `${colour} ${shareOf(at) * 100}%`)
  return (
    <div>
      <div className={classes.ramp} style={{ background: `linear-gradient(90deg, ${stops.join()})` }} />
      <div className={classes.stops}>
        {Object.entries(ramp_words).map(([at, word]) => (
          <span key={at} style={{ left: `${shareOf(Number(at)) * 100}%` }}>
            {word}
          </span>
        ))}
      </div>
    </div>
  )
}

interface CloudsProps extends Pick<LookPanelProps, 'search' | 'change'> {
  opened: OpenedRaster
}

function Clouds({ opened: { raster, error }, search, change }: CloudsProps) {
  return (
    <div>
      <Switch
        label="Cloud mask"
        checked={search.clouds !== undefined}
        onChange={({ currentTarget }) => change({ clouds: currentTarget.checked ? 'on' : undefined })}
      />
      {search.clouds && error !== undefined && (
        <Text size="sm" role="alert">
          {messageOf(error)}
        </Text>
      )}
      {search.clouds && raster && (
        <ul className={classes.legend}>
          {cloudCodesOf(raster.facts.bands[0]!).map(({ code, name }, index) => (
            <li key={code}>
              <i style={{ background: cloud_colours[index % cloud_colours.length] }} />
              {formatWord(name)}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

export function Field({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={classes.field}>
      <h2>{label}</h2>
      {children}
    </div>
  )
}

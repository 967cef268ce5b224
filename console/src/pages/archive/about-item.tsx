import { Stack } from '@mantine/core'
import type { Item } from '@swath/client/stac'
import { formatNumber, formatTime } from '../../ui/format.ts'
import { Facts } from '../../ui/page.tsx'
import { SkyPlot } from '../image/sky-plot.tsx'
import { Stac } from '../image/stac.tsx'

export function AboutItem({ item }: { item: Item }) {
  const properties = item.properties ?? {}
  const number = (name: string) => {
    const value = properties[name]
    return typeof value === 'number' ? value : null
  }
  const told = (name: string, unit: string) => {
    const value = number(name)
    return value !== null && `${formatNumber(value, 2)}${unit}`
  }
  const { datetime, platform } = properties
  return (
    <Stack gap="lg">
      <Facts
        facts={{
          Acquired: typeof datetime === 'string' && formatTime(datetime),
          Satellite: typeof platform === 'string' && platform,
          Clouds: told('eo:cloud_cover', ' %'),
          'Ground sample distance': told('gsd', ' m'),
          'Off nadir': told('view:off_nadir', '°'),
          'Sun elevation': told('view:sun_elevation', '°'),
          Collection: item.collection,
        }}
      />
      <SkyPlot
        view_azimuth_deg={number('view:azimuth')}
        incidence_angle_deg={number('view:incidence_angle')}
        sun_azimuth_deg={number('view:sun_azimuth')}
        sun_elevation_deg={number('view:sun_elevation')}
      />
      <Stac item={item} />
    </Stack>
  )
}

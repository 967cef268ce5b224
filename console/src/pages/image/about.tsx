import { Stack } from '@mantine/core'
import type { Capture } from '@swath/contract/captures'
import type { Deliverable } from '@swath/contract/deliverables'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { metadataQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { formatMoney, formatNumber, formatTime } from '../../ui/format.ts'
import { Facts } from '../../ui/page.tsx'
import type { RasterFacts } from '../../viewer/raster-file.ts'
import { SkyPlot } from './sky-plot.tsx'
import { Stac } from './stac.tsx'

interface AboutImageProps {
  deliverable: Deliverable
  capture: Capture | undefined
  facts: RasterFacts | undefined
}

export function AboutImage({ deliverable, capture, facts }: AboutImageProps) {
  const { quantity, unit, charge, delivered_at, order_id, scene_id } = deliverable
  const metadata = useQuery({
    ...metadataQuery(useSwath(), deliverable.deliverable_id),
    enabled: deliverable.assets.metadata !== undefined,
  }).data
  const gsd_m = metadata?.properties?.gsd
  return (
    <Stack gap="lg">
      <Facts
        facts={{
          Acquired: capture?.acquired_at && formatTime(capture.acquired_at),
          Satellite: capture?.access?.satellite_name,
          Clouds: percent(capture?.cloud_cover_pct),
          'Ground sample distance': typeof gsd_m === 'number' && `${formatNumber(gsd_m, 2)} m`,
          'Pixel size': facts?.place && pixelSize(facts.place),
          Pixels: facts && `${formatNumber(facts.width)} × ${formatNumber(facts.height)}`,
          Bands: facts?.bands.join(', '),
          'Bits per sample': facts && `${facts.bits}${facts.is_float ? ', floating point' : ''}`,
          Projection: facts && (facts.place ? `EPSG:${facts.place.epsg}` : 'None: pixels only'),
          'Off nadir': degrees(capture?.access?.off_nadir_deg),
          'Incidence angle': degrees(capture?.access?.incidence_angle_deg),
          'View azimuth': degrees(capture?.access?.view_azimuth_deg),
          'Sun elevation': degrees(capture?.access?.sun_elevation_deg),
          'Sun azimuth': degrees(capture?.access?.sun_azimuth_deg),
          Area: quantity !== null && `${formatNumber(quantity)} ${unit === 'km2' ? 'km²' : unit}`,
          Charged: charge && formatMoney(charge.net_minor, charge.currency),
          Delivered: delivered_at && formatTime(delivered_at),
          Scene: scene_id && <span className="code">{scene_id}</span>,
          Order: (
            <Link to="/orders/$order_id" params={{ order_id }} className="text-link number">
              {order_id}
            </Link>
          ),
        }}
      />
      {capture?.access && <SkyPlot {...capture.access} />}
      {metadata && <Stac item={metadata} />}
    </Stack>
  )
}

function pixelSize({ epsg, pixel_size }: NonNullable<RasterFacts['place']>): string {
  // Geographic systems are counted in degrees, and have codes of four digits that begin with 4.
  return epsg >= 4000 && epsg < 5000 ? `${pixel_size}°` : `${formatNumber(pixel_size, 3)} m`
}

const percent = (pct: number | null | undefined) => pct != null && `${formatNumber(pct)} %`
const degrees = (angle: number | null | undefined) => angle != null && `${formatNumber(angle)}°`

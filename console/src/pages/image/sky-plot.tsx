import { formatNumber } from '../../ui/format.ts'
import classes from './image.module.css'

export interface Angles {
  view_azimuth_deg: number | null
  incidence_angle_deg: number | null
  sun_azimuth_deg: number | null
  sun_elevation_deg: number | null
}

const radius = 70
const centre = 100

/** The sky over the place: where the satellite stood, and where the sun. The middle is overhead, the rim the horizon. */
export function SkyPlot(angles: Angles) {
  const { view_azimuth_deg, incidence_angle_deg, sun_azimuth_deg, sun_elevation_deg } = angles
  const satellite = placeOf(view_azimuth_deg, incidence_angle_deg)
  const sun = placeOf(sun_azimuth_deg, sun_elevation_deg === null ? null : 90 - sun_elevation_deg)
  if (!satellite && !sun) return null
  return (
    <figure className={classes.sky}>
      <svg viewBox="0 0 200 200" role="img" aria-label={wordsOf(angles)}>
        {[30, 60, 90].map((zenith_deg) => (
          <circle key={zenith_deg} cx={centre} cy={centre} r={(radius * zenith_deg) / 90} />
        ))}
        <path d={`M${centre} 30V170M30 ${centre}H170`} />
        {[
          ['N', 100, 20],
          ['E', 182, 104],
          ['S', 100, 188],
          ['W', 18, 104],
        ].map(([name, x, y]) => (
          <text key={name} x={x} y={y}>
            {name}
          </text>
        ))}
        {satellite && <Seen at={satellite} name="Satellite" kind="satellite" />}
        {sun && <Seen at={sun} name="Sun" kind="sun" />}
      </svg>
      <figcaption>
        The sky over the image: overhead in the middle, the horizon at the rim, circles at 30° and 60°.
      </figcaption>
    </figure>
  )
}

function Seen({ at: [x, y], name, kind }: { at: [number, number]; name: string; kind: 'satellite' | 'sun' }) {
  return (
    <g data-kind={kind}>
      <line x1={centre} y1={centre} x2={x} y2={y} />
      <circle cx={x} cy={y} r={kind === 'sun' ? 8 : 6} />
      <text
        x={x > centre + 40 ? x - 13 : x + 13}
        y={y + 4}
        style={{ textAnchor: x > centre + 40 ? 'end' : 'start' }}
      >
        {name}
      </text>
    </g>
  )
}

function placeOf(azimuth_deg: number | null, zenith_deg: number | null): [number, number] | undefined {
  if (azimuth_deg === null || zenith_deg === null) return undefined
  const [angle, far] = [(azimuth_deg * Math.PI) / 180, (radius * Math.min(zenith_deg, 90)) / 90]
  return [centre + far * Math.sin(angle), centre - far * Math.cos(angle)]
}

function wordsOf({
  view_azimuth_deg,
  incidence_angle_deg,
  sun_azimuth_deg,
  sun_elevation_deg,
}: Angles): string {
  const told = (value: number | null) => (value === null ? 'unknown' : `${formatNumber(value)}°`)
  return `Satellite at azimuth ${told(view_azimuth_deg)}, ${told(incidence_angle_deg)} from overhead; sun at azimuth ${told(sun_azimuth_deg)}, ${told(sun_elevation_deg)} high`
}

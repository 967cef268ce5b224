/**
 * A pretended Earth: what the ground looks like at any place (world units), the same for every image of it.
 * It knows no real coastlines; what it takes from the real world is the latitude, for deserts and snow.
 */
import { chance, fractal, noise, smoothstep } from './noise.ts'
import { type District, districtAt, parcelAt } from './parcels.ts'
import { blend, brighten, cover, mixOf, SPECTRA, type Spectrum } from './spectra.ts'

export interface Relief {
  readonly elevation_m: number
  /** 0 on a river's centre line, growing away from it, up to about 1. */
  readonly river: number
}

export interface Site extends Relief {
  readonly u: number
  readonly v: number
  readonly lat_deg: number
  /** Rise over run. */
  readonly slope: number
}

/** Hills with valleys along the rivers, plains in between. */
export function shapeRelief(u: number, v: number, lat_deg: number, seed: number): Relief {
  const bend = 230 * noise(u, v, 10, seed)
  const river = Math.abs(fractal(u + bend, v - bend, 12, 2, seed + 10))
  const ruggedness = smoothstep(-0.2, 0.6, noise(u, v, 13, seed + 20))
  const ridges = ruggedness === 0 ? 0 : 1 - Math.abs(fractal(u, v, 11, 6, seed + 30))
  const swells = 0.5 + 0.5 * fractal(u, v, 11, 3, seed + 40)
  const height_m = 70 * swells + 620 * ruggedness * ridges * ridges
  const valley = 0.15 + 0.85 * smoothstep(0, 0.4, river)
  // Features are narrower on the ground towards the poles; lower hills keep the slopes gentle.
  return { elevation_m: height_m * valley * Math.cos((lat_deg * Math.PI) / 180), river }
}

/** Reflectance of level ground in full sun, written into `color`. */
export function paintGround(site: Site, seed: number, color: Spectrum): void {
  const { u, v, river } = site
  const riverWidth = 0.012 + 0.008 * noise(u, v, 12, seed + 50)
  if (river < riverWidth) paintWater(site, riverWidth, seed, color)
  else {
    paintLand(site, seed, color)
    blend(color, SPECTRA.sand, 0.4 * (1 - smoothstep(riverWidth, riverWidth + 0.004, river)))
    paintSnow(site, seed, color)
  }
}

function paintWater({ u, v, river }: Site, riverWidth: number, seed: number, color: Spectrum): void {
  cover(color, SPECTRA.deepWater)
  const shallows = smoothstep(0.3, 1, river / riverWidth)
  blend(color, SPECTRA.murkyWater, 0.7 * shallows + 0.3 * smoothstep(-0.6, 0.6, noise(u, v, 9, seed + 80)))
}

/** Layer on layer, leaving out those that would be covered again. */
function paintLand(site: Site, seed: number, color: Spectrum): void {
  const { u, v, elevation_m, slope } = site
  const dryness = drynessAt(site, seed)
  const wood = woodAt(site, dryness, seed)
  if (wood < 1) {
    const upland = smoothstep(110, 190, elevation_m + 150 * slope)
    const district = districtAt(
      u + 25 * noise(u, v, 8, seed + 61),
      v + 25 * noise(u, v, 8, seed + 62),
      seed + 60,
    )
    const farmland = (1 - upland) * (1 - 0.8 * dryness)
    if (farmland < 1) paintMeadow(site, dryness, seed, color)
    paintField(site, district, farmland, seed, color)
    paintTown(site, district, townAt(site, seed) * (1 - upland), seed, color)
    const road = 1 - smoothstep(2, 6, district.road_distance)
    blend(color, SPECTRA.concrete, 0.5 * road * (1 - upland))
  }
  paintWood(site, wood, seed, color)
  blend(color, SPECTRA.rock, smoothstep(0.45, 0.8, slope))
}

/** 0 in wet climates to 1 in deserts, which lie around 24 degrees of latitude. */
function drynessAt({ u, v, lat_deg }: Site, seed: number): number {
  const belt = Math.exp(-(((Math.abs(lat_deg) - 24) / 8) ** 2))
  return belt < 0.05 ? 0 : smoothstep(0.35, 0.95, belt + 0.3 * noise(u, v, 13, seed + 70))
}

function paintMeadow({ u, v, elevation_m }: Site, dryness: number, seed: number, color: Spectrum): void {
  const patches = fractal(u, v, 8, 4, seed + 90)
  cover(color, SPECTRA.grass)
  blend(color, SPECTRA.shrub, smoothstep(-0.3, 0.7, patches + elevation_m / 900))
  blend(color, SPECTRA.sand, dryness * smoothstep(-0.9, 0.2, patches))
  brighten(color, 1 + 0.1 * noise(u, v, 4, seed + 95))
}

/** Share of ground under trees: in the hills, along rivers, and in woods of their own. */
function woodAt({ u, v, slope, elevation_m, river }: Site, dryness: number, seed: number): number {
  const edge = fractal(u, v, 10, 4, seed + 100)
  const riverside = 0.35 * (1 - smoothstep(0.02, 0.06, river))
  const hills = 0.6 * smoothstep(90, 260, elevation_m) + 0.3 * smoothstep(0.1, 0.4, slope)
  return smoothstep(0.2, 0.3, edge + hills + riverside - 1.4 * dryness)
}

function paintWood({ u, v, elevation_m }: Site, wood: number, seed: number, color: Spectrum): void {
  if (wood === 0) return
  const canopy = mixOf(SPECTRA.broadleaf)
  const needles = fractal(u, v, 9, 3, seed + 120) + elevation_m / 900
  blend(canopy, SPECTRA.conifer, smoothstep(-0.3, 0.6, needles))
  brighten(canopy, 1 + 0.25 * fractal(u, v, 4, 2, seed + 110))
  blend(color, canopy, wood)
}

/** Crops differ from parcel to parcel in how much green covers the soil, which is what NDVI shows. */
function paintField({ u, v }: Site, district: District, share: number, seed: number, color: Spectrum): void {
  if (share <= 0) return
  const size = 0.7 + 0.8 * chance(district.id, 3, seed)
  const parcel = parcelAt(district, 170 * size, 75 * size)
  const crop = mixOf(SPECTRA.brownSoil)
  blend(crop, SPECTRA.paleSoil, chance(parcel.id, 2, seed) ** 2)
  blend(crop, SPECTRA.stubble, smoothstep(0.6, 0.9, chance(parcel.id, 3, seed)))
  blend(
    crop,
    SPECTRA.lushCrop,
    0.9 * smoothstep(0.2, 0.7, 0.7 * chance(parcel.id, 1, seed) + 0.45 * chance(district.id, 4, seed)),
  )
  brighten(crop, 1 + 0.2 * (chance(parcel.id, 4, seed) - 0.5) + 0.12 * fractal(u, v, 6, 2, seed + 130))
  blend(crop, SPECTRA.broadleaf, 0.55 * (1 - smoothstep(1, 5, parcel.edge_distance)))
  blend(color, crop, share)
}

/** 0 in the country to 1 in the middle of a town. */
function townAt({ u, v }: Site, seed: number): number {
  const seat = noise(u, v, 12, seed + 140)
  return seat < 0.2 ? 0 : smoothstep(0.42, 0.6, seat + 0.25 * fractal(u, v, 9, 3, seed + 141))
}

/** Blocks of houses and gardens along streets; more and paler roofs towards the centre. */
function paintTown({ u, v }: Site, district: District, town: number, seed: number, color: Spectrum): void {
  if (town === 0) return
  const block = parcelAt(district, 84, 52)
  const house = parcelAt(district, 21, 13)
  const ground = mixOf(SPECTRA.grass)
  blend(ground, SPECTRA.broadleaf, smoothstep(-0.3, 0.5, noise(u, v, 4, seed + 150)))
  const density = 0.2 + 0.4 * town + 0.4 * chance(block.id, 1, seed)
  if (chance(house.id, 1, seed) < density) {
    const roof = mixOf(SPECTRA.tiles)
    blend(roof, SPECTRA.concrete, chance(block.id, 2, seed) * (0.3 + 0.5 * town))
    brighten(roof, 0.8 + 0.3 * chance(house.id, 3, seed))
    blend(ground, roof, 0.75)
  }
  blend(ground, SPECTRA.asphalt, 0.85 * (1 - smoothstep(2, 6, block.edge_distance)))
  blend(color, ground, smoothstep(0, 0.35, town))
}

function paintSnow({ u, v, lat_deg, elevation_m }: Site, seed: number, color: Spectrum): void {
  const snowline_m = 4000 * (1 - smoothstep(30, 78, Math.abs(lat_deg))) - 150
  if (elevation_m + 150 < snowline_m) return
  const height_m = elevation_m + 120 * fractal(u, v, 8, 4, seed + 160)
  blend(color, SPECTRA.snow, 0.95 * smoothstep(snowline_m, snowline_m + 150, height_m))
}

/** The land as a grid of pixels sees it, without weather. */

import type { PixelGrid } from '@swath/imagery/raster'
import { paintGround, shapeRelief } from './landscape.ts'
import { createSunlight, type Sun } from './light.ts'
import { brighten, type Spectrum } from './spectra.ts'
import { createWorldRow, type LocateRow, type WorldRow } from './world.ts'

/** A row of pixels with a margin of one on both sides: pixel `column` is at index `column + 1`. */
interface SurveyedRow {
  readonly place: WorldRow
  readonly elevation_m: Float64Array
  readonly river: Float64Array
}

/** Paints sunlit ground into `color`, for one pixel of the row that was entered last. */
export interface GroundPainter {
  enterRow(row: number): void
  paint(column: number, color: Spectrum): void
}

export function createGroundPainter(
  grid: PixelGrid,
  locate: LocateRow,
  sun: Sun,
  seed: number,
): GroundPainter {
  const sunlight = createSunlight(sun)
  const perPixel = 1 / (2 * grid.pixel_size_m)
  const survey = createSurvey(grid.width + 2, locate, seed)
  let [north, here, south] = [survey(-1), survey(-1), survey(0)]
  let hereIs = -1
  return {
    enterRow(row) {
      const isNext = row === hereIs + 1
      north = isNext ? here : survey(row - 1)
      here = isNext ? south : survey(row)
      south = survey(row + 1)
      hereIs = row
    },
    paint(column, color) {
      const i = column + 1
      const { place, elevation_m, river } = here
      const riseEast = (elevation_m[i + 1]! - elevation_m[i - 1]!) * perPixel
      const riseNorth = (north.elevation_m[i]! - south.elevation_m[i]!) * perPixel
      const site = {
        u: place.u[i]!,
        v: place.v[i]!,
        lat_deg: place.lat_deg[i]!,
        elevation_m: elevation_m[i]!,
        river: river[i]!,
        slope: Math.sqrt(riseEast ** 2 + riseNorth ** 2),
      }
      paintGround(site, seed, color)
      brighten(color, sunlight(riseEast, riseNorth))
    },
  }
}

function createSurvey(width: number, locate: LocateRow, seed: number): (row: number) => SurveyedRow {
  return (row) => {
    const place = createWorldRow(width)
    locate(row, place)
    const elevation_m = new Float64Array(width)
    const river = new Float64Array(width)
    for (let i = 0; i < width; i++) {
      const relief = shapeRelief(place.u[i]!, place.v[i]!, place.lat_deg[i]!, seed)
      elevation_m[i] = relief.elevation_m
      river[i] = relief.river
    }
    return { place, elevation_m, river }
  }
}

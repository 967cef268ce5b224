/** GDAL as the judge of what we write. Only tests import this. */
import { execFileSync, spawnSync } from 'node:child_process'
import type { EastingNorthing, LonLat } from '@swath/imagery/utm'

// GDAL's Python bindings come with the system's own interpreter, not with one a version manager put first.
const PYTHON = '/usr/bin/python3'
const VALIDATOR = 'osgeo_utils.samples.validate_cloud_optimized_geotiff'

function isMissing(): boolean {
  const tools = [spawnSync('gdalinfo', ['--version']), spawnSync(PYTHON, ['-c', `import ${VALIDATOR}`])]
  return tools.some((tool) => tool.status !== 0)
}

/** The reason to skip a test that needs GDAL, or false. */
export const missingGdal: string | false = isMissing() && 'gdalinfo or its Python bindings are not installed'

export interface GdalBand {
  type: string
  description?: string
  colorInterpretation: string
  noDataValue?: number
  overviews?: { size: [number, number] }[]
}

export interface GdalInfo {
  size: [number, number]
  geoTransform: number[]
  cornerCoordinates: Record<'upperLeft' | 'lowerRight' | 'center', [number, number]>
  metadata: { IMAGE_STRUCTURE: Record<string, string> }
  stac?: { 'proj:epsg': number }
  coordinateSystem: { wkt: string }
  bands: GdalBand[]
}

export function gdalInfo(path: string): GdalInfo {
  return JSON.parse(execFileSync('gdalinfo', ['-json', path], { encoding: 'utf8' }))
}

/** Runs GDAL's full COG check and returns everything it complains about, warnings included. */
export function validateCog(path: string): string {
  const args = ['-m', VALIDATOR, '--full-check=yes', path]
  const run = spawnSync(PYTHON, args, { encoding: 'utf8' })
  const isPraise = /is a valid cloud optimized GeoTIFF/.test(run.stdout)
  const complaints = (run.stdout + run.stderr)
    .split('\n')
    .filter((line) => /warning|error|not a valid|WARN|invalid/i.test(line))
    .join('\n')
  return isPraise ? complaints : complaints || `no verdict: ${run.stdout}${run.stderr}`
}

export function transformWithGdal([lon, lat]: LonLat, epsg: number): EastingNorthing {
  const args = ['-s_srs', 'OGC:CRS84', '-t_srs', `EPSG:${epsg}`, '-output_xy']
  const output = execFileSync('gdaltransform', args, { input: `${lon} ${lat}\n`, encoding: 'utf8' })
  const [first, second] = output.trim().split(/\s+/).map(Number)
  return [first!, second!]
}

/** A position as longitude and latitude, in degrees. */
export type Place = readonly [lon: number, lat: number]

/** The mean radius of the Earth: a sphere is right to half a percent. */
const radius_km = 6371.0088
const rad = Math.PI / 180

export function distanceKm([lon, lat]: Place, [other_lon, other_lat]: Place): number {
  const up = Math.sin(((other_lat - lat) * rad) / 2) ** 2
  const aside = Math.sin(((other_lon - lon) * rad) / 2) ** 2
  return 2 * radius_km * Math.asin(Math.sqrt(up + Math.cos(lat * rad) * Math.cos(other_lat * rad) * aside))
}

export const lengthKm = (places: readonly Place[]): number =>
  places.slice(1).reduce((sum, place, at) => sum + distanceKm(places[at]!, place), 0)

/** 51.9225° N, 4.4792° E: as exact as the view is. */
export function formatPlace([lon, lat]: Place, zoom: number): string {
  const digits = Math.min(6, Math.max(1, Math.round(zoom / 3) + 1))
  const turned = ((((lon + 180) % 360) + 360) % 360) - 180
  const side = (value: number, letters: string) =>
    `${Math.abs(value).toFixed(digits)}° ${letters[value < 0 ? 1 : 0]}`
  return `${side(lat, 'NS')}, ${side(turned, 'EW')}`
}

/** Degrees between two lines of the grid, so that a view has a few of them. */
const steps = [30, 15, 10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.025, 0.01, 0.005]
export function gridStep(zoom: number): number {
  const view_deg = 720 / 2 ** zoom
  return steps.find((step) => view_deg / step >= 4) ?? steps.at(-1)!
}

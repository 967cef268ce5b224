import type { Parts } from '../parts.ts'
import { Forecast } from './forecast.ts'

/** Skies know of clouds that are to come. */
export function openSkies({ config, clock, log, provider_outbound: outbound }: Parts) {
  return { forecast: new Forecast({ url: config.forecast_url, clock, log, outbound }) }
}

import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { Forecast } from './forecast.ts'
import { Reliability } from './reliability.ts'
import { skyRoutes } from './routes.ts'

/** Skies know of clouds that are to come, and how the odds were kept. */
export function openSkies({ config, db, clock, log, provider_outbound: outbound }: Parts) {
  const reliability = new Reliability(db, clock)
  return {
    forecast: new Forecast({ url: config.forecast_url, clock, log, outbound }),
    routes: (routes: Routes) => skyRoutes(routes, reliability),
  }
}

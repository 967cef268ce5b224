import { fileURLToPath } from 'node:url'
import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import { Forecast } from './forecast.ts'
import { ForecastFile } from './forecast-file.ts'
import { ForecastServer } from './forecast-server.ts'
import { Reliability } from './reliability.ts'
import { skyRoutes } from './routes.ts'

/** Skies know of clouds that are to come, and how the odds were kept. */
export function openSkies(parts: Parts) {
  const reliability = new Reliability(parts.db, parts.clock)
  return {
    forecast: new Forecast(sourceOf(parts), parts.clock),
    routes: (routes: Routes) => skyRoutes(routes, reliability),
  }
}

function sourceOf({ config, clock, log, threads, provider_outbound: outbound }: Parts) {
  const { forecast_url: url } = config
  if (url === undefined) return undefined
  if (!url.startsWith('file:')) return new ForecastServer(url, { clock, log, outbound })
  return new ForecastFile(fileURLToPath(url), { clock, log, threads: threads.answering })
}

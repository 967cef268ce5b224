// npm run bench: measures Swath against a ceiling or a peer in the same run, on a private PostgreSQL. What counts
// are the ratios: machines differ and are noisy. Arguments choose: npm run bench -- page create growth import ingest search webhooks consumption delivery publish faults console panning orbits planner command
// With --short each measures so little that only its working is shown.
import { benchmarkCommand } from './command.ts'
import { benchmarkConsole } from './console.ts'
import { benchmarkConsumption } from './consumption.ts'
import { benchmarkCreate } from './create.ts'
import { benchmarkDelivery } from './delivery.ts'
import { benchmarkFaults } from './faults.ts'
import type { Figure } from './figure.ts'
import { benchmarkGrowth } from './growth.ts'
import { benchmarkImport } from './import.ts'
import { benchmarkIngest } from './ingest.ts'
import { benchmarkOrbits } from './orbits.ts'
import { benchmarkPage } from './page.ts'
import { benchmarkPanning } from './panning.ts'
import { benchmarkPlanner } from './planner.ts'
import { benchmarkPublish } from './publish.ts'
import { benchmarkSearch } from './search.ts'
import { type Bench, openBench } from './server.ts'
import { is_short, Missing } from './size.ts'
import { benchmarkWebhooks } from './webhooks.ts'

const all = {
  page: benchmarkPage,
  create: benchmarkCreate,
  growth: benchmarkGrowth,
  import: benchmarkImport,
  ingest: benchmarkIngest,
  search: benchmarkSearch,
  webhooks: benchmarkWebhooks,
  consumption: benchmarkConsumption,
  delivery: benchmarkDelivery,
  publish: benchmarkPublish,
  faults: benchmarkFaults,
  console: benchmarkConsole,
  panning: benchmarkPanning,
  orbits: benchmarkOrbits,
  planner: benchmarkPlanner,
  command: benchmarkCommand,
}

const chosen = process.argv.slice(2)
const all_names = Object.keys(all) as (keyof typeof all)[]
const some = all_names.filter((name) => chosen.includes(name))
const bench = await openBench()
try {
  const figures: Figure[] = []
  for (const name of some.length > 0 ? some : all_names) figures.push(...(await measure(name, bench)))
  console.log()
  for (const { what, figure, target, holds } of figures) {
    console.log(`${holds ? '✔' : '✖'} ${what.padEnd(58)} ${figure.padStart(10)}   target ${target}`)
  }
  if (is_short) console.log('This run was short: its figures mean nothing.')
  else if (figures.some((figure) => !figure.holds)) process.exitCode = 1
} finally {
  await bench.close()
}

async function measure(name: keyof typeof all, bench: Bench): Promise<Figure[]> {
  try {
    return await all[name](bench)
  } catch (error) {
    if (!(error instanceof Missing)) throw error
    console.log(`${name} is skipped: ${error.message}`)
    return []
  }
}

// npm test: every *.test.ts of the repository on Node's own test runner, with one PostgreSQL for all of
// them. Arguments narrow it down:  npm test -- server/src/orders --test-name-pattern 'partially'
import { existsSync, globSync, statfsSync, statSync } from 'node:fs'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { availableParallelism, constants, freemem, tmpdir } from 'node:os'
import { basename, join, relative, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { parseArgs } from 'node:util'
import manifest from '../package.json' with { type: 'json' }
import { startCluster } from '../server/test/postgres.ts'
import { buildConsole } from './build-console.ts'
import { budgetOf, complaintAbout } from './test-budgets.ts'
import { Costs } from './test-costs.ts'
import { groupsOf, spentBy } from './test-groups.ts'
import { endSilence, type TestEvent } from './test-silence.ts'

const root = join(import.meta.dirname, '..')
const everything = [...manifest.workspaces, 'scripts', 'conformance', 'bench']

function testFiles(selection: string[]): string[] {
  const patterns = (selection.length > 0 ? selection : everything).map((path) =>
    statSync(resolve(root, path), { throwIfNoEntry: false })?.isDirectory() ? `${path}/**/*.test.ts` : path,
  )
  const found = globSync(patterns, { cwd: root, exclude: ['**/node_modules/**'] })
  // Those that cost most come first, so that in the end nobody waits for one; the others by their own names, not by their
  // folders: those that need a browser are not all run at the same time.
  const in_order = found.map((file) => [budgetOf(file), basename(file), file] as const)
  in_order.sort(([a, a_name], [b, b_name]) => b - a || a_name.localeCompare(b_name))
  return in_order.map(([, , file]) => resolve(root, file))
}

const memory = '/dev/shm'
const enough_memory_bytes = 4 * 2 ** 30
/** On a slow machine, too: the dearest tests take a minute on that of the budgets. */
const longest_silence_ms = 600_000

/**
 * Databases and downloads of tests live in memory, where Linux has enough of it: a database has 700 files, and to make
 * it took half a second of a processor on a disk. Returns what gives the memory back.
 */
async function keepFilesInMemory(): Promise<() => Promise<void>> {
  const nothing = async () => undefined
  if (process.env.TMPDIR || !existsSync(memory)) return nothing
  await clearMemory()
  const { bavail, bsize } = statfsSync(memory)
  if (Math.min(bavail * bsize, freemem()) < enough_memory_bytes) return nothing
  const folder = await mkdtemp(join(memory, `swath-tests-${process.pid}-`))
  // PostgreSQL, which may run under another account, has its folder in here.
  await chmod(folder, 0o711)
  process.env.TMPDIR = folder
  return () => rm(folder, { recursive: true, force: true })
}

/** Runs that were killed gave nothing back. */
async function clearMemory() {
  for (const name of await readdir(memory)) {
    const pid = /^swath-tests-(\d+)-/.exec(name)?.[1]
    if (pid && !existsSync(`/proc/${pid}`)) await rm(join(memory, name), { recursive: true, force: true })
  }
}

/** Gives the test processes a PostgreSQL through TEST_DATABASE_URL; returns what ends it. */
async function providePostgres(): Promise<() => Promise<void>> {
  const nothing = async () => undefined
  if (process.env.TEST_DATABASE_URL) return nothing
  const cluster = await startCluster()
  if ('skipped' in cluster) {
    console.log(`The PostgreSQL half of the tests is skipped: ${cluster.skipped}.`)
    return nothing
  }
  process.env.TEST_DATABASE_URL = cluster.url
  return cluster.stop
}

/** Has the tests write down what they say to PostgreSQL; returns what asks PGlite whether it understands that as well. */
async function statementsOfTests(): Promise<() => Promise<void>> {
  const statements = await mkdtemp(join(tmpdir(), 'swath-statements-'))
  process.env.SWATH_TEST_STATEMENTS = statements
  return async () => {
    if ((await readdir(statements)).length > 0) {
      const [{ preparedFile }, { misunderstood }] = await Promise.all([
        import('../server/test/prepared.ts'),
        import('../server/test/every-statement.ts'),
      ])
      const { count, faults } = await misunderstood(statements, await preparedFile())
      console.log(`ℹ statements ${count} on PostgreSQL, of which PGlite understands ${count - faults.length}`)
      for (const fault of faults) console.log(`✖ PGlite does not understand a statement: ${fault}`)
      if (faults.length > 0) process.exitCode ||= 1
    }
    await rm(statements, { recursive: true })
  }
}

/** Tests start the command many times: it is bundled once for all of them. Returns what takes the bundle away. */
async function bundleForTests(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'swath-command-'))
  const { bundleCommand } = await import('./command-package.ts')
  await bundleCommand(folder)
  process.env.SWATH_TEST_COMMAND = join(folder, 'main.js')
  return () => rm(folder, { recursive: true })
}

/** Ctrl-C ends the test processes, reports what there is and cleans up; a second one ends us at once. */
function abortOnSignals(controller: AbortController) {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => {
      process.exitCode = 128 + constants.signals[name]
      controller.abort()
    })
  }
}

/** Node's spec report, except that the totals come last, below the details of what failed and what costs most. */
async function* report(events: AsyncIterable<TestEvent>, costs: Costs): AsyncGenerator<string> {
  const totals: string[] = []
  const ran: Ran[] = []
  async function* details() {
    for await (const event of events) {
      const ofTheWholeRun = 'data' in event && !(event.data as { file?: string }).file
      if (event.type === 'test:diagnostic' && ofTheWholeRun) totals.push(`ℹ ${event.data.message}\n`)
      else yield event
      if (event.type === 'test:summary' && ofTheWholeRun && !event.data.success) process.exitCode ||= 1
      if (event.type === 'test:summary' && event.data.file) {
        const { file, duration_ms } = event.data
        const several = spentBy(file)
        if (several) ran.push(...several)
        else ran.push({ file, seconds: duration_ms / 1000, cpu_seconds: costs.of(file) })
      }
    }
  }
  yield* Readable.from(details()).compose(new spec())
  yield* costsOf(ran, costs.pace)
  yield* totals
}

interface Ran {
  file: string
  seconds: number
  cpu_seconds: number | undefined
}

/** The ten files that cost most, and those that cost more than they may. */
function* costsOf(ran: Ran[], pace: number): Generator<string> {
  const cost = ({ cpu_seconds, seconds }: Ran) => cpu_seconds ?? seconds
  for (const one of ran.toSorted((a, b) => cost(b) - cost(a)).slice(0, 10)) {
    const name = relative(root, one.file)
    const of_budget = `${one.cpu_seconds?.toFixed(0) ?? '?'} of ${budgetOf(name)} s of the processor`
    yield `ℹ ${of_budget.padStart(29)} in ${one.seconds.toFixed(0).padStart(3)} s  ${name}\n`
  }
  if (pace > 1) yield `ℹ this machine takes ${pace.toFixed(1)} times as long as the one of the budgets\n`
  for (const { file, cpu_seconds = 0 } of ran) {
    const complaint = complaintAbout(relative(root, file), cpu_seconds, pace)
    if (!complaint) continue
    process.exitCode ||= 1
    yield `✖ ${complaint}\n`
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'test-name-pattern': { type: 'string', multiple: true },
    'test-skip-pattern': { type: 'string', multiple: true },
  },
})
const files = testFiles(positionals)
if (files.length === 0) throw new Error(`no *.test.ts in ${positionals.join(', ') || root}`)
const controller = new AbortController()
abortOnSignals(controller)
const forgetFiles = await keepFilesInMemory()
const stopPostgres = await providePostgres()
const compareDatabases = await statementsOfTests()
// Before any of them: two that make the same at once would wait for nothing.
const isAmongThem = (pattern: RegExp) => files.some((file) => pattern.test(file.slice(root.length)))
const [forgetBundle] = await Promise.all([
  isAmongThem(/client.*cli|going-live/) ? bundleForTests() : undefined,
  isAmongThem(/console/) && buildConsole(),
  isAmongThem(/server.test|client|console/) &&
    import('../server/test/prepared.ts').then((prepared) => prepared.preparedFile()),
])
const groups = await mkdtemp(join(tmpdir(), 'swath-groups-'))
const costs = new Costs()
costs.start()
const events = run({
  files: groupsOf(files, groups),
  // Two more than cores: most of them wait for other processes about half of their time.
  concurrency: availableParallelism() + 2,
  signal: controller.signal,
  testNamePatterns: values['test-name-pattern'] ?? [],
  testSkipPatterns: values['test-skip-pattern'] ?? [],
})
const heard = endSilence(events, longest_silence_ms, controller)
for await (const text of report(heard, costs)) process.stdout.write(text)
costs.stop()
await compareDatabases()
await stopPostgres()
await forgetBundle?.()
await rm(groups, { recursive: true })
await forgetFiles()

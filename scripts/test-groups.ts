// Several test files in one process: to start one and to load the server takes longer than most files take then. Each is
// a suite of its own, with its own hooks, and they run one after the other.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { after, before, suite } from 'node:test'
import { pathToFileURL } from 'node:url'
import { hasOwnBudget } from './test-budgets.ts'

const root = join(import.meta.dirname, '..')
const shared =
  /^(contract|client|server|orbits|climate|planner|simulator|imagery)\/(src|test)\/(?!cli\/|outside\/)/
/** Those that change what other files of the process see, or look at the process itself. */
const alone =
  /\/(new-product|new-provider|every-statement|postgres|threads|shapes|embedded-database|tile-files)\.test\.ts$/
const files_of_group = 10

/** A file of a group has taken this, without what it shares with the others. */
interface Spent {
  file: string
  seconds: number
  cpu_seconds: number
}

/** @returns what the runner starts, the dearest first: a file, or an entry in `folder` that stands for several */
export function groupsOf(files: readonly string[], folder: string): string[] {
  const isDear = (file: string) => hasOwnBudget(relative(root, file))
  const joins = (file: string) => {
    const name = relative(root, file)
    return shared.test(name) && !alone.test(name) && !isDear(file)
  }
  const together = files.filter(joins)
  const length = Math.ceil(together.length / files_of_group)
  const entries = Array.from({ length }, (_, index) =>
    writeEntry(
      join(folder, `group-${index + 1}.mjs`),
      together.filter((_, at) => at % length === index),
    ),
  )
  const others = files.filter((file) => !joins(file))
  return [...others.filter(isDear), ...entries, ...others.filter((file) => !isDear(file))]
}

export function writeEntry(entry: string, files: readonly string[]): string {
  const here = JSON.stringify(pathToFileURL(import.meta.filename))
  writeFileSync(
    entry,
    `import { runFiles } from ${here}\nawait runFiles(${JSON.stringify(files)}, import.meta.filename)`,
  )
  return entry
}

/** In the process of a group, whose entry calls it. @public */
export async function runFiles(files: readonly string[], entry: string) {
  const spent: Spent[] = []
  for (const file of files) {
    // Each is loaded when the one before is: of two that wait for the same module at once, one would declare its tests in
    // the suite of the other.
    await new Promise<void>((loaded) => {
      suite(relative(root, file), () => {
        let end = stopwatch()
        before(() => {
          end = stopwatch()
        })
        after(() => {
          spent.push({ file, ...end() })
          writeFileSync(spentFile(entry), JSON.stringify(spent))
        })
        return import(pathToFileURL(file).href).finally(loaded)
      })
    })
  }
}

function stopwatch() {
  const [since, before] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(before)
    return { seconds: (performance.now() - since) / 1000, cpu_seconds: (user + system) / 1e6 }
  }
}

const spentFile = (entry: string) => `${entry}.json`

/** Undefined of what is no group, and of one that was killed. */
export function spentBy(entry: string): Spent[] | undefined {
  const file = spentFile(entry)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

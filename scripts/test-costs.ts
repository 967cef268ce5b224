// Counts the cost of a test file: seconds of the processor, of its process and of all that it starts (servers,
// commands, browsers), but not of the PostgreSQL that all share. Unlike seconds by the clock they are the same when
// the machine is busy. Linux tells them of each process; elsewhere nothing is counted.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const interval_ms = 1000
/** Linux counts in hundredths of a second. */
const ticks_per_second = 100

interface Seen {
  started: string
  arguments: string[]
  own_s: number
  /** The time that its children had taken when they ended, if it waited for that: Chromium does not. */
  waited_s: number
  children: Seen[]
}

export class Costs {
  #living = new Map<number, Seen>()
  #roots: Seen[] = []
  #looks = 0
  #work_ms = 0
  #timer: NodeJS.Timeout | undefined

  /** Looks at the processes below this one, again and again until `stop`. */
  start() {
    if (!existsSync('/proc/self/stat')) return
    this.#timer = setInterval(() => this.look(), interval_ms)
    this.#timer.unref()
  }

  stop() {
    clearInterval(this.#timer)
  }

  look() {
    const pids = readdirSync('/proc').map(Number).filter(Boolean)
    const found = new Map<number, Seen>()
    for (const pid of pids.sort((a, b) => a - b)) {
      const seen = this.#lookAt(pid, found)
      if (seen) found.set(pid, seen)
    }
    this.#living = found
    this.#looks += 1
    this.#work_ms += workMs()
  }

  /** Seconds of all processes that were started for this file; undefined if none was seen. */
  of(file: string): number | undefined {
    const runs = this.#roots.filter((seen) => seen.arguments.includes(file))
    return runs.length > 0 ? sum(runs.map(costOf)) : undefined
  }

  /** The time that this machine takes for the same work, in times of the machine where the budgets were measured. */
  get pace(): number {
    return this.#looks > 0 ? this.#work_ms / this.#looks / usual_ms : 1
  }

  #lookAt(pid: number, found: Map<number, Seen>): Seen | undefined {
    const stat = read(`/proc/${pid}/stat`)
    if (!stat) return undefined
    // The name of the program comes second, in brackets, and may have spaces in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [parent_pid, started] = [Number(fields[1]), fields[19]!]
    const known = this.#living.get(pid)
    const seen = known?.started === started ? known : this.#meet(parent_pid, started, found)
    if (!seen) return undefined
    const [user, system, of_children, system_of_children] = fields.slice(11, 15).map(Number)
    seen.own_s = (user! + system!) / ticks_per_second
    seen.waited_s = (of_children! + system_of_children!) / ticks_per_second
    // It may just have become another program.
    seen.arguments = read(`/proc/${pid}/cmdline`)?.split('\0') ?? seen.arguments
    return seen
  }

  #meet(parent_pid: number, started: string, found: Map<number, Seen>): Seen | undefined {
    const siblings = parent_pid === process.pid ? this.#roots : found.get(parent_pid)?.children
    if (!siblings) return undefined
    const seen: Seen = { started, arguments: [], own_s: 0, waited_s: 0, children: [] }
    siblings.push(seen)
    return seen
  }
}

function costOf({ own_s, waited_s, children }: Seen): number {
  return own_s + Math.max(waited_s, sum(children.map(costOf)))
}

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)

/** A file of /proc about a process; undefined if that has ended meanwhile. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}

/** The `workMs` of the machine where the budgets were measured. */
const usual_ms = 1
const words = Array.from({ length: 500 }, (_, at) => ({ at, word: `word ${at}`, half: at / 2 }))

/**
 * The time that a small piece of work takes of the processor now, which is more when others are busy in the same
 * caches.
 */
function workMs(): number {
  const before = process.threadCpuUsage()
  for (let time = 0; time < 4; time++) JSON.parse(JSON.stringify(words))
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

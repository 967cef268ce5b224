import type { Problem } from '@swath/contract/errors'
import {
  type CaptureLine,
  type ConsumptionLine,
  type ImportKind,
  import_lines,
  type SceneLine,
  type TaskLine,
} from '@swath/contract/imports'
import type { Geometry } from '../lib/geo/geometry.ts'
import { unstorableProblems } from '../lib/storable.ts'
import { type Judge, readGeometry } from './geometry.rules.ts'

type Read<Line, Place extends keyof Line> = Omit<Line, Place> & { [name in Place]: Geometry }

/** The lines as they were read, with their geometry. */
export type Task = Read<TaskLine, 'target'>
export type Capture = Omit<CaptureLine, 'footprint'> & { footprint?: Geometry }
export type Scene = Omit<SceneLine, 'footprint'> & { footprint?: Geometry }
export type Consumption = Read<ConsumptionLine, 'geometry'>

/** A line that can be read, and where it was in the request. */
export interface Indexed<Line> {
  index: number
  line: Line
}

const places = {
  tasks: 'target',
  captures: 'footprint',
  scenes: 'footprint',
  consumptions: 'geometry',
} as const

/** The past states, as far as an import can know. */
const happened: Record<ImportKind, readonly string[]> = {
  tasks: ['created_time', 'closed_time'],
  captures: [],
  scenes: ['delivered_at'],
  consumptions: ['downloaded_at'],
}

/** The clock of another system may be ahead of ours, or its times may be local ones. */
const tolerance_ms = 86_400_000

/** @returns the line, or everything that is wrong with it */
export async function readLine(
  judge: Judge,
  kind: ImportKind,
  raw: unknown,
  now: Date,
): Promise<object | Problem[]> {
  const unstorable = unstorableProblems(raw)
  if (unstorable.length > 0) return unstorable
  const parsed = import_lines[kind].safeParse(withoutGaps(raw))
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, code, message }) => ({
      pointer: `/${path.join('/')}`,
      code,
      message,
    }))
  }
  const early = futureProblems(kind, parsed.data, now)
  const place = places[kind]
  const shape = (parsed.data as Record<string, string | object | undefined>)[place]
  const geometry = shape === undefined ? undefined : await readGeometry(judge, shape, `/${place}`)
  const problems = [...early, ...(Array.isArray(geometry) ? geometry : [])]
  if (problems.length > 0) return problems
  return geometry === undefined ? parsed.data : { ...parsed.data, [place]: geometry }
}

function futureProblems(kind: ImportKind, line: object, now: Date): Problem[] {
  const latest = now.getTime() + tolerance_ms
  return happened[kind]
    .map((name) => [name, (line as Record<string, Date | undefined>)[name]] as const)
    .filter(([, time]) => time !== undefined && time.getTime() > latest)
    .map(([name, time]) => {
      const message = `${time!.toISOString()} is in the future: it is ${now.toISOString()}`
      return { pointer: `/${name}`, code: 'in_the_future', message }
    })
}

/** CSV has no other way to leave a column out. */
function withoutGaps(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null && value !== ''))
}

/**
 * Lines about the same thing say one after the other what became of it, so each goes into a round of its own;
 * within a round every line is about something else.
 */
export function inRounds<Line>(lines: readonly Line[], keyOf: (line: Line) => string) {
  const rounds: Line[][] = []
  const seen = new Map<string, number>()
  for (const one of lines) {
    const key = keyOf(one)
    const round = seen.get(key) ?? 0
    seen.set(key, round + 1)
    rounds[round] ??= []
    rounds[round].push(one)
  }
  return rounds
}

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
import { readGeometry } from './geometry.rules.ts'

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

/** @returns the line, or everything that is wrong with it */
export function readLine(kind: ImportKind, raw: unknown): object | Problem[] {
  const parsed = import_lines[kind].safeParse(withoutGaps(raw))
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, code, message }) => ({
      pointer: `/${path.join('/')}`,
      code,
      message,
    }))
  }
  const place = places[kind]
  const shape = (parsed.data as Record<string, string | object | undefined>)[place]
  if (shape === undefined) return parsed.data
  const geometry = readGeometry(shape, `/${place}`)
  return Array.isArray(geometry) ? geometry : { ...parsed.data, [place]: geometry }
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
export function inRounds<Line>(lines: readonly Indexed<Line>[], keyOf: (line: Line) => string) {
  const rounds: Indexed<Line>[][] = []
  const seen = new Map<string, number>()
  for (const one of lines) {
    const key = keyOf(one.line)
    const round = seen.get(key) ?? 0
    seen.set(key, round + 1)
    rounds[round] ??= []
    rounds[round].push(one)
  }
  return rounds
}

import type { CollectionLimits } from '@swath/contract/captures'
import type { Pass, Relaxation } from '@swath/contract/feasibility'
import type { Geometry } from '@swath/contract/geometry'
import type { Interval } from '@swath/contract/intervals'
import { centreOf } from '../lib/geo/centre.ts'

/** A window with limits: as it was asked, or as wide as it may be. */
export interface Wish {
  window: Interval
  limits: CollectionLimits
}

/** A pass whose angles are told. */
export interface SeenPass extends Pick<Pass, 'start' | 'end' | 'footprint'> {
  off_nadir_deg: number
  sun_elevation_deg: number
}

export const hasAngles = <Seen extends Pass>(pass: Seen): pass is Seen & SeenPass =>
  pass.off_nadir_deg !== null && pass.sun_elevation_deg !== null

/** The passes with which a wish could be had if it were as wide as it may be. */
export interface Beyond {
  passes: readonly SeenPass[]
  /** There are later ones. */
  has_more: boolean
  /** The frames that have to be seen of an area, every one of them. */
  frames: readonly Geometry[]
}

/** A limit that may be loosened. Times are epoch milliseconds. */
interface Knob {
  name: keyof Relaxation['parameters']
  /** Two limits of a kind are not loosened together. */
  kind: 'view' | 'sun' | 'window'
  asked: number
  widest: number
  /** The figure of a pass that is held against the limit. */
  read(pass: SeenPass): number
  /** The next limit of those that people write. */
  rounded(value: number): number
  say(value: number): string
}

/** A pass, and by how much each limit has to be loosened for it. */
interface Candidate {
  start: string
  frame: number
  turns: number[]
}

/** The knobs that are turned, and by how much. */
type Turn = { knob: number; by: number }

const day_ms = 86_400_000
/** A pass at the limit itself may be beyond it when it is computed once more. */
const margin_deg = 0.1
const margin_ms = 60_000
/** More than these are no help to choose. */
const most_told = 8

/** The smallest changes of one limit or two after which a wish could be had, the smallest first. */
export function relaxationsOf(asked: Wish, widest: Wish, { passes, has_more, frames }: Beyond): Relaxation[] {
  const knobs = knobsOf(asked, widest)
  const frameOf = nearestOf(frames)
  const candidates = passes.map((pass) => ({
    start: pass.start,
    frame: frameOf(pass),
    turns: knobs.map((knob) => turnFor(knob, pass)),
  }))
  const frame_count = Math.max(1, frames.length)
  const found = choicesOf(knobs).flatMap((choice) => smallestTurn(choice, knobs, candidates, frame_count))
  return found
    .toSorted((a, b) => effortOf(a, knobs) - effortOf(b, knobs))
    .slice(0, most_told)
    .map((turns) => tell(turns, knobs, asked, { candidates, has_more }))
}

function knobsOf({ window, limits }: Wish, widest: Wish): Knob[] {
  const off_nadir = { kind: 'view', read: (pass: SeenPass) => pass.off_nadir_deg } as const
  const sun = { kind: 'sun', read: (pass: SeenPass) => pass.sun_elevation_deg } as const
  const up = { rounded: (value: number) => Math.ceil(value + margin_deg) }
  const down = { rounded: (value: number) => Math.floor(value - margin_deg) }
  const of = (name: keyof CollectionLimits) => ({ asked: limits[name], widest: widest.limits[name] })
  const angles = [
    { name: 'max_ona', ...off_nadir, ...of('max_off_nadir_deg'), ...up },
    { name: 'min_ona', ...off_nadir, ...of('min_off_nadir_deg'), ...down },
    { name: 'min_sun_elevation', ...sun, ...of('min_sun_elevation_deg'), ...down },
    { name: 'max_sun_elevation', ...sun, ...of('max_sun_elevation_deg'), ...up },
  ] as const
  const told = angles.map((knob) => ({
    ...knob,
    say: (value: number) => `${knob.name} ${value} instead of ${knob.asked}`,
  }))
  return [...told, ...endsOf(window, widest.window)].filter((knob) => knob.asked !== knob.widest)
}

function endsOf(window: Interval, widest: Interval): Knob[] {
  const [start, end] = [window.start.getTime(), window.end.getTime()]
  return [
    {
      name: 'end',
      kind: 'window',
      asked: end,
      widest: widest.end.getTime(),
      read: (pass) => Date.parse(pass.end),
      rounded: (value) => end + wholeDays(value - end),
      say: (value) => `${daysOf(value - end)} longer`,
    },
    {
      name: 'start',
      kind: 'window',
      asked: start,
      widest: widest.start.getTime(),
      read: (pass) => Date.parse(pass.start),
      rounded: (value) => start - wholeDays(start - value),
      say: (value) => `${daysOf(start - value)} earlier`,
    },
  ]
}

const wholeDays = (ms: number) => Math.ceil((ms + margin_ms) / day_ms) * day_ms

/** The end of what is possible is seldom a whole day away. */
function daysOf(ms: number): string {
  const days = Number((ms / day_ms).toFixed(1))
  return days === 1 ? 'a day' : `${days} days`
}

/** By how much the limit has to be loosened to let the pass in; infinite where that is not allowed. */
function turnFor({ asked, widest, read, rounded }: Knob, pass: SeenPass): number {
  const direction = Math.sign(widest - asked)
  const value = read(pass)
  if ((value - asked) * direction <= 0) return 0
  if ((value - widest) * direction > 0) return Number.POSITIVE_INFINITY
  return Math.min(Math.abs(rounded(value) - asked), Math.abs(widest - asked))
}

/** Each knob, and each two of different kinds. */
function choicesOf(knobs: readonly Knob[]): number[][] {
  const pairs = knobs.flatMap((one, a) =>
    knobs.flatMap((other, b) => (a < b && one.kind !== other.kind ? [[a, b]] : [])),
  )
  return [...knobs.map((_, knob) => [knob]), ...pairs]
}

/** The smallest turn of the chosen knobs by which every frame has a pass, if each of them has to be turned for it. */
function smallestTurn(
  choice: number[],
  knobs: readonly Knob[],
  candidates: readonly Candidate[],
  frame_count: number,
): Turn[][] {
  const [first, second] = choice as [number, number | undefined]
  const usable = candidates.filter(({ turns }) =>
    turns.every((turn, knob) => (choice.includes(knob) ? Number.isFinite(turn) : turn === 0)),
  )
  const least = (some: readonly Candidate[], knob: number) => leastFor(some, knob, frame_count)
  if (second === undefined) {
    const by = least(usable, first)
    return Number.isFinite(by) && by > 0 ? [[{ knob: first, by }]] : []
  }
  const upTo = (by: number) => usable.filter(({ turns }) => turns[first]! <= by)
  const alone = least(upTo(0), second)
  const pairs = [...new Set(usable.map(({ turns }) => turns[first]!))]
    .map((by): [Turn, Turn] => [
      { knob: first, by },
      { knob: second, by: least(upTo(by), second) },
    ])
    .filter(([one, other]) => one.by > 0 && other.by > 0 && other.by < alone)
  return pairs.toSorted((a, b) => effortOf(a, knobs) - effortOf(b, knobs)).slice(0, 1)
}

/** By how much one knob has to be turned until each frame has one of the passes. */
function leastFor(usable: readonly Candidate[], knob: number, frame_count: number): number {
  const least = new Array<number>(frame_count).fill(Number.POSITIVE_INFINITY)
  for (const { frame, turns } of usable) least[frame] = Math.min(least[frame]!, turns[knob]!)
  return Math.max(...least)
}

/** Degrees and days are compared by the share of the way that is there. */
function effortOf(turns: readonly Turn[], knobs: readonly Knob[]): number {
  return turns.reduce((sum, { knob, by }) => {
    const { asked, widest } = knobs[knob]!
    return sum + by / Math.abs(widest - asked)
  }, 0)
}

function tell(
  turns: readonly Turn[],
  knobs: readonly Knob[],
  { window }: Wish,
  { candidates, has_more }: { candidates: readonly Candidate[]; has_more: boolean },
): Relaxation {
  const allowed = (knob: number) => turns.find((turn) => turn.knob === knob)?.by ?? 0
  const let_in = candidates.filter((one) => one.turns.every((turn, knob) => turn <= allowed(knob)))
  const first_at = let_in.map(({ start }) => start).reduce((a, b) => (b < a ? b : a))
  const changes = turns.map(({ knob, by }) => {
    const { name, asked, widest, say } = knobs[knob]!
    const value = asked + Math.sign(widest - asked) * by
    return { name, value, said: say(value) }
  })
  const passes = let_in.length
  const count = `${has_more ? 'at least ' : ''}${passes} ${passes === 1 ? 'pass' : 'passes'}`
  const when = `${passes === 1 ? '' : 'the first '}on ${first_at.slice(0, 10)}`
  return {
    parameters: Object.assign({}, ...changes.map((change) => parameterOf(change, window))),
    passes,
    first_at,
    message: `${changes.map(({ said }) => said).join(' and ')}: ${count}, ${when}`,
  }
}

/** A start that is moved is told with the end, which would move as well without it. */
function parameterOf({ name, value }: { name: Knob['name']; value: number }, { end }: Interval) {
  if (name === 'start') return { start: timeOf(value), end: timeOf(end.getTime()) }
  return { [name]: name === 'end' ? timeOf(value) : value }
}

const timeOf = (ms: number) => new Date(ms).toISOString()

/** The frame that a pass shows: an area is seen strip by strip, and the middle of an image is that of its strip. */
function nearestOf(frames: readonly Geometry[]): (pass: SeenPass) => number {
  if (frames.length <= 1) return () => 0
  const centres = frames.map((frame) => centreOf(frame))
  return ({ footprint }) => {
    const { lon, lat } = centreOf(footprint)
    const east = Math.cos((lat * Math.PI) / 180)
    const distances = centres.map((centre) => {
      const around = Math.abs(lon - centre.lon) % 360
      return Math.hypot(Math.min(around, 360 - around) * east, lat - centre.lat)
    })
    return distances.indexOf(Math.min(...distances))
  }
}

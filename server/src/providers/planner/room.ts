/** Whether a constellation can take more images beside those that it takes already. */
import type { Access } from '@swath/orbits/access'
import { DAY_MS } from '@swath/orbits/earth'
import { type Obstacle, obstaclesOf } from '@swath/planner/reasons'
import type { Constellation, View } from './constellation.ts'
import { Images } from './images.ts'

/** Images that are farther apart are in each other's way by no turn, no orbit and hardly ever by a memory. */
const near_ms = 2 * DAY_MS

/** The limit that leaves no room. */
export type Full = Exclude<Obstacle['limit'], 'none'>

export class Room {
  readonly #constellation: Constellation
  readonly #now_ms: number
  readonly #taken: ReadonlyMap<string, readonly View[]>

  /** @param taken the images that stay as they are */
  constructor(constellation: Constellation, taken: readonly View[], now_ms: number) {
    this.#constellation = constellation
    this.#now_ms = now_ms
    this.#taken = Map.groupBy(taken, ({ satellite_name }) => satellite_name)
  }

  /** @returns for each pass the limit that leaves no room for an image in it; undefined where there is room */
  obstaclesIn(passes: readonly Access[]): (Full | undefined)[] {
    const images = new Images(this.#constellation, this.#now_ms)
    const near = new Set(passes.flatMap((pass) => this.#near(pass)))
    const frozen = [...near].map((view, index) => images.frozen(`taken ${index}`, view))
    const chances = passes.map((pass, index) => images.chance(`asked ${index}`, pass, 1))
    return obstaclesOf(images.instanceOf(chances, frozen)).map(({ limit }) =>
      limit === 'none' ? undefined : limit,
    )
  }

  /** Passes in which an image finds room, in their order. @param met is told the limits in the way of the others */
  *freeAmong(passes: Iterable<Access>, met: Set<Full>): Generator<Access, undefined> {
    for (const some of batchesOf(passes)) {
      const obstacles = this.obstaclesIn(some)
      for (const [index, pass] of some.entries()) {
        const obstacle = obstacles[index]
        if (obstacle) met.add(obstacle)
        else yield pass
      }
    }
  }

  #near({ satellite_name, start_ms, end_ms }: Access): View[] {
    const all = this.#taken.get(satellite_name) ?? []
    return all.filter(
      ({ start, end }) => Date.parse(end) > start_ms - near_ms && Date.parse(start) < end_ms + near_ms,
    )
  }
}

/** Few at first, since mostly the first is wanted alone. */
function* batchesOf(passes: Iterable<Access>): Generator<Access[]> {
  let [batch, size]: [Access[], number] = [[], 1]
  for (const pass of passes) {
    if (batch.push(pass) < size) continue
    yield batch
    ;[batch, size] = [[], Math.min(2 * size, 128)]
  }
  if (batch.length > 0) yield batch
}

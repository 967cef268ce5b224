/** The chances of one satellite as a network: a node for each bucket of possible starts, in order of time. */
import type { Instance, Opportunity } from './instance.ts'

export interface Network {
  opportunities: readonly Opportunity[]
  /** Of each node, the opportunity. */
  which: Int32Array
  /** Of each node, whether the node before it belongs to the same opportunity, or -1. */
  sibling: Int32Array
  /** Of each node, where its predecessors begin in `from`; those are the latest of each opportunity that is near. */
  first: Int32Array
  from: Int32Array
  /** Of each node, how many of the nodes in `byEnd` are so long ago that every turn fits. */
  past: Int32Array
  byEnd: Int32Array
}

interface Node {
  which: number
  start_s: number
  end_s: number
}

/** The narrower, the nearer the bound, and the more nodes. An image and a turn must not fit into a bucket. */
const BUCKET_S = 8

export function networkOf(instance: Instance, some: readonly Opportunity[]): Network {
  const opportunities = some.toSorted((a, b) => a.from_s - b.from_s)
  const bucket_s = Math.min(
    BUCKET_S,
    0.9 * (instance.least_turn_s + Math.min(...some.map((one) => one.duration_s))),
  )
  const nodes = opportunities.flatMap((one, which) => bucketsOf(one, which, bucket_s))
  nodes.sort((a, b) => a.start_s - b.start_s)
  const byEnd = Int32Array.from(nodes.keys()).sort((a, b) => nodes[a]!.end_s - nodes[b]!.end_s)
  const latest = nodesOf(nodes, opportunities.length)
  const from: number[] = []
  const [first, past, sibling] = [0, 1, 2].map(() => new Int32Array(nodes.length + 1)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ]
  const near = opportunities.map((one) => nearTo(instance, one, opportunities))
  const older = new Int32Array(opportunities.length).fill(-1)
  let ended = 0
  nodes.forEach((node, index) => {
    // The latest start of the bucket.
    const until_s = node.start_s + bucket_s
    while (ended < nodes.length && nodes[byEnd[ended]!]!.end_s <= until_s - instance.most_turn_s) ended++
    past[index] = ended
    first[index] = from.length
    for (const [which, turn_s] of near[node.which]!) {
      const before = lastEndingBy(latest[which]!, nodes, until_s - turn_s)
      if (before !== undefined) from.push(before)
    }
    sibling[index] = older[node.which]!
    older[node.which] = index
  })
  first[nodes.length] = from.length
  return {
    opportunities,
    which: Int32Array.from(nodes.map(({ which }) => which)),
    sibling,
    first,
    from: Int32Array.from(from),
    past,
    byEnd,
  }
}

/** The others that may end too shortly before for any turn, each with its turn. */
function nearTo(
  { turnSeconds, most_turn_s }: Instance,
  one: Opportunity,
  others: readonly Opportunity[],
): [which: number, turn_s: number][] {
  return others.flatMap((other, which) => {
    const isNear = other !== one && other.from_s < one.to_s && other.to_s > one.from_s - most_turn_s
    return isNear ? [[which, turnSeconds(other, one)]] : []
  })
}

function bucketsOf({ from_s, to_s, duration_s }: Opportunity, which: number, bucket_s: number): Node[] {
  const count = Math.max(1, Math.ceil((to_s - duration_s - from_s) / bucket_s))
  return Array.from({ length: to_s - duration_s < from_s ? 0 : count }, (_, n) => {
    const start_s = from_s + n * bucket_s
    return { which, start_s, end_s: start_s + duration_s }
  })
}

/** The nodes of each opportunity, in order of time. */
function nodesOf(nodes: readonly Node[], count: number): number[][] {
  const all: number[][] = Array.from({ length: count }, () => [])
  nodes.forEach(({ which }, index) => {
    all[which]!.push(index)
  })
  return all
}

function lastEndingBy(
  indexes: readonly number[],
  nodes: readonly Node[],
  time_s: number,
): number | undefined {
  let [low, high] = [0, indexes.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (nodes[indexes[middle]!]!.end_s <= time_s) low = middle + 1
    else high = middle
  }
  return indexes[low - 1]
}

/** The dearest path. An image may occur on it more than once, with others in between: it is a bound. */
export function longestPath(network: Network, worthOf: (opportunity: Opportunity) => number) {
  const { opportunities, which, sibling, first, from, past, byEnd } = network
  const worth = Float64Array.from(opportunities.map(worthOf))
  const count = which.length
  // Of each node, the best path to it; and to it or to an earlier node of its opportunity, with that node.
  const [reached, best, best_at, before] = [
    new Float64Array(count),
    new Float64Array(count),
    new Int32Array(count),
    new Int32Array(count),
  ]
  let [ended, ended_value, ended_at] = [0, 0, -1]
  let [value, last] = [0, -1]
  for (let node = 0; node < count; node++) {
    for (; ended < past[node]!; ended++) {
      const at = byEnd[ended]!
      if (reached[at]! > ended_value) [ended_value, ended_at] = [reached[at]!, at]
    }
    let [most, origin] = [ended_value, ended_at]
    for (let edge = first[node]!; edge < first[node + 1]!; edge++) {
      const at = from[edge]!
      if (best[at]! > most) [most, origin] = [best[at]!, best_at[at]!]
    }
    reached[node] = most + worth[which[node]!]!
    before[node] = origin
    const older = sibling[node]!
    const isBetter = older < 0 || reached[node]! >= best[older]!
    best[node] = isBetter ? reached[node]! : best[older]!
    best_at[node] = isBetter ? node : best_at[older]!
    if (reached[node]! > value) [value, last] = [reached[node]!, node]
  }
  const path: Opportunity[] = []
  for (let node = last; node >= 0; node = before[node]!) path.push(opportunities[which[node]!]!)
  return { value, opportunities: path }
}

/** The number of jobs of one kind that may run at the same time in a process. */
export interface SeatLimits {
  at_once: number
  /** The jobs of one contract that wait for the same party. */
  of_group: number
  /** That wait for the same party, of all contracts. */
  of_party: number
}

/**
 * Names the contract that waits, and the party. The party comes last: it is somebody outside, such as a host, or
 * nobody.
 */
export function groupOf(contract_id: string, party: string): string {
  return `${contract_id} ${party}`
}

/** The seats of the jobs of one kind: a contract, or a party that does not answer, never takes all of them. */
export class Seats {
  /** So many are claimed at once: of a group that is not full there is room for all of them. */
  readonly step: number
  #limits: SeatLimits
  #by_group = new Map<string, number>()
  #by_party = new Map<string, number>()
  /** Groups that met a full party: they need not be claimed again before it has room. */
  #turned_away = new Set<string>()

  constructor(limits: SeatLimits) {
    this.#limits = limits
    this.step = Math.ceil(limits.of_group / 2)
  }

  /** @returns whether there was a seat. Jobs without a group belong to nobody. */
  take(group: string | null | undefined): boolean {
    if (!group) return true
    const party = partyOf(group)
    const { of_group, of_party } = this.#limits
    const in_group = this.#by_group.get(group) ?? 0
    const at_party = this.#by_party.get(party) ?? 0
    if (in_group >= of_group || (party !== '' && at_party >= of_party)) {
      this.#turned_away.add(group)
      return false
    }
    this.#by_group.set(group, in_group + 1)
    this.#by_party.set(party, at_party + 1)
    return true
  }

  leave(group: string | null | undefined) {
    if (!group) return
    countDown(this.#by_group, group)
    countDown(this.#by_party, partyOf(group))
  }

  /** The groups of which nothing is to be claimed now. */
  full(): string[] {
    this.#turned_away = new Set([...this.#turned_away].filter((group) => this.#isFull(group)))
    const seated = [...this.#by_group.keys()].filter((group) => this.#isFull(group))
    return [...new Set([...seated, ...this.#turned_away])]
  }

  #isFull(group: string): boolean {
    const party = partyOf(group)
    const { of_group, of_party } = this.#limits
    const hasRoom = (seated: number | undefined, limit: number) => (seated ?? 0) + this.step <= limit
    return (
      !hasRoom(this.#by_group.get(group), of_group) ||
      (party !== '' && !hasRoom(this.#by_party.get(party), of_party))
    )
  }
}

function partyOf(group: string): string {
  return group.slice(group.indexOf(' ') + 1)
}

function countDown(counts: Map<string, number>, key: string) {
  const left = (counts.get(key) ?? 0) - 1
  if (left > 0) counts.set(key, left)
  else counts.delete(key)
}

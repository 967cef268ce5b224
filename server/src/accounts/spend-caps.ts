import type { OwnCredential } from '@swath/contract/accounts'
import { SwathError } from '@swath/contract/errors'
import { majorText } from '@swath/contract/money'
import type { Database } from '../database/db.ts'
import { timestamp } from '../platform/clock.ts'
import { lockSpending } from './store.ts'

/** The limit on what a credential, with all that it has made, may order in a calendar month. */
export class SpendCaps {
  #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /**
   * Called behind an order in its own transaction, which it thereby lets wait for those of the same credential.
   * @throws SwathError `spend_cap_exceeded`
   */
  async requireWithin(client_id: string, currency: string, now: Date): Promise<void> {
    const until = timestamp(monthOf(now).until)
    for (const spending of await this.#lock(client_id, now)) {
      const { cap_minor, ordered_minor } = spending
      if (spending.currency !== currency) {
        throw exceeded(`its cap is in ${spending.currency}, and the order costs ${currency}`, spending, until)
      }
      if (ordered_minor <= cap_minor) continue
      const [ordered, cap] = [ordered_minor, cap_minor].map((minor) => majorText(minor, currency))
      const detail = `with this order it would have ordered ${ordered} of ${cap} ${currency}`
      throw exceeded(`${detail}, which are for all its orders until ${until}`, spending, until)
    }
  }

  /** @throws SwathError `spend_cap_exceeded` for a credential with a cap */
  async requireNone(client_id: string, now: Date): Promise<void> {
    const [spending] = await this.#lock(client_id, now)
    if (!spending) return
    throw exceeded(
      'downloads from the archive are charged without an order of its own; order the images instead',
      spending,
      timestamp(monthOf(now).until),
    )
  }

  /** The amount that is ordered and left in this month, under the cap that leaves the least; null without a cap. */
  async spending(client_id: string, now: Date): Promise<OwnCredential['spending']> {
    const left = ({ cap_minor, ordered_minor }: { cap_minor: number; ordered_minor: number }) =>
      cap_minor - ordered_minor
    const [spending] = (await this.#lock(client_id, now)).sort((a, b) => left(a) - left(b))
    if (!spending) return null
    const { cap_minor, ordered_minor, currency } = spending
    const { from, until } = monthOf(now)
    const remaining_minor = Math.max(0, cap_minor - ordered_minor)
    return { from: timestamp(from), until: timestamp(until), ordered_minor, remaining_minor, currency }
  }

  #lock(client_id: string, now: Date) {
    return this.#db.system((tx) => lockSpending(tx, client_id, monthOf(now).from))
  }
}

/** UTC. */
function monthOf(now: Date): { from: Date; until: Date } {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()]
  return { from: new Date(Date.UTC(year, month)), until: new Date(Date.UTC(year, month + 1)) }
}

function exceeded(why: string, spending: { cap_minor: number; currency: string }, until: string) {
  const { cap_minor: spend_cap_minor, currency } = spending
  return new SwathError('spend_cap_exceeded', `The credential has a spend cap: ${why}`, {
    extra: { spend_cap_minor, currency, until },
  })
}

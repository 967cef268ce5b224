import { createHash } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import type { PlaceOrder } from '@swath/contract/orders'
import type { Quote } from '@swath/contract/quotes'
import type { Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import { timestamp } from '../platform/clock.ts'
import type { Placement, Terms } from './placement.rules.ts'
import { priceOf } from './price.rules.ts'
import { insertQuote, lockQuote, orderOfQuote } from './quotes.store.ts'

const valid_hours = 24

/** Promises the price of an order for a day. @returns the public document */
export async function storeQuote(
  tx: Transaction,
  contract_id: string,
  request: PlaceOrder,
  placement: Placement,
  now: Date,
): Promise<string> {
  const { terms } = placement
  const expires_at = new Date(now.getTime() + valid_hours * 3_600_000)
  const quote: Quote = {
    quote_id: newId('quote', now),
    ...priceOf(placement),
    created_at: timestamp(now),
    expires_at: timestamp(expires_at),
  }
  const document = JSON.stringify(quote)
  const fingerprint = fingerprintOf(request)
  const { quote_id, currency, total_minor } = quote
  await insertQuote(tx, {
    quote_id,
    contract_id,
    fingerprint,
    terms,
    total_minor,
    currency,
    document,
    created_at: now,
    expires_at,
  })
  return document
}

/**
 * The terms that a quote promised for this very order.
 * @throws SwathError `quote_not_usable` when it is unknown, used, expired, or was made for another order
 */
export async function takeQuote(tx: Transaction, request: PlaceOrder, now: Date): Promise<Terms> {
  const { quote_id } = request.properties
  const quote = await lockQuote(tx, quote_id!)
  if (!quote) throw notUsable(`There is no quote ${quote_id} in this contract`)
  const order_id = await orderOfQuote(tx, quote.quote_id)
  if (order_id) throw notUsable(`The quote ${quote_id} was used for the order ${order_id}`)
  if (quote.expires_at <= now)
    throw notUsable(`The quote ${quote_id} expired at ${timestamp(quote.expires_at)}`)
  if (quote.fingerprint !== fingerprintOf(request)) {
    throw notUsable(
      `The quote ${quote_id} is for another geometry, SKU or other parameters than this order has`,
    )
  }
  return quote.terms
}

/** Names what the price depends on; names and labels may differ between quote and order. */
function fingerprintOf({ geometry, properties: { sku, parameters } }: PlaceOrder): string {
  return createHash('sha256')
    .update(JSON.stringify([geometry, sku, parameters]))
    .digest('hex')
}

function notUsable(detail: string) {
  return new SwathError('quote_not_usable', `${detail}; ask for a new one at POST /v2/orders/quote`)
}

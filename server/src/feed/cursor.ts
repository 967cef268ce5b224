import { createHash } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import type { FeedPlace } from '../record/event-feed.ts'

/** The check tells apart what we made for this contract from typing errors and mixed-up contracts; it is no secret. */
export function encodeCursor(contract_id: string, { transaction_id, sequence }: FeedPlace): string {
  const place = `${BigInt(transaction_id).toString(36)}-${sequence.toString(36)}`
  const check = createHash('sha256').update(`${contract_id} ${place}`).digest('hex').slice(0, 8)
  return `${place}-${check}`
}

/** @throws SwathError `invalid_filter` for anything that `encodeCursor` did not make for this contract */
export function decodeCursor(contract_id: string, cursor: string): FeedPlace {
  const parts = /^([0-9a-z]{1,13})-([0-9a-z]{1,11})-[0-9a-f]{8}$/.exec(cursor)
  if (parts) {
    const position = { transaction_id: fromBase36(parts[1]!).toString(), sequence: parseInt(parts[2]!, 36) }
    if (encodeCursor(contract_id, position) === cursor) return position
  }
  throw invalidCursor('is not a cursor of this contract; start without one, or with cursor=latest')
}

export function invalidCursor(message: string) {
  return new SwathError('invalid_filter', `The cursor ${message}`, {
    problems: [{ pointer: '?cursor', code: 'invalid_cursor', message }],
  })
}

function fromBase36(digits: string): bigint {
  let value = 0n
  for (const digit of digits) value = value * 36n + BigInt(parseInt(digit, 36))
  return value
}

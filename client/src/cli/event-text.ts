import type { Event } from '@swath/contract/events'

/** An event on one line. */
export function describeEvent({ time, type, data }: Event): string {
  const at = time.slice(0, 19).replace('T', ' ')
  const reason = data.reason_code ? ` [${data.reason_code}]` : ''
  return `${at}  ${data.order_id}  ${type.padEnd(24)}  ${data.message}${reason}`
}

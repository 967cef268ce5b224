import { type ReasonCode, reasons } from '@swath/contract/reasons'

/** Other systems say why in codes that are ours, or in sentences. */
export function readReason(text: string | undefined, otherwise: ReasonCode) {
  const is_code = text !== undefined && Object.hasOwn(reasons, text)
  const reason_code = is_code ? (text as ReasonCode) : otherwise
  return { reason_code, message: is_code || text === undefined ? reasons[reason_code].meaning : text }
}

import { Refusal } from '../refusal.ts'
import { StapiLater, StapiRefusal } from './api.ts'

/** An error of a STAPI server in the words of the port; what is no refusal stays what it is. */
export function refusalOf(provider: string, error: unknown): unknown {
  if (error instanceof StapiLater) {
    const retry_after_s = Math.ceil(error.after_s ?? 60) || 1
    return new Refusal(provider, { class: 'later', retry_after_s, message: error.message.slice(0, 500) })
  }
  if (!(error instanceof StapiRefusal)) return error
  return new Refusal(provider, { class: 'never', message: error.message.slice(0, 500) })
}

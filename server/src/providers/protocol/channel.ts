import type { AnswerOf, Kind } from '@swath/contract/provider-protocol/protocol'

/** The subject of a request; `capture_id` names what is repeated. */
export type RequestBody = object & { capture_id?: string; reservation_id?: string }

/** A way in which a provider is asked: by HTTP, or by work that it fetches. */
export interface Channel {
  /**
   * @throws Refusal, and errors where it cannot be reached, has not answered yet, or has answered nonsense: whoever
   * asks again for the same gets the same
   */
  ask<K extends Kind>(kind: K, body?: RequestBody): Promise<AnswerOf<K>>
}

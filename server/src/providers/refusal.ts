import type { RefusalAnswer, RefusalClass } from '@swath/contract/provider-protocol/refusals'
import type { ReasonCode } from '@swath/contract/reasons'
import { Postponed } from '../platform/postponed.ts'

/** A provider has answered that it does not do what it was asked. Whoever does not answer throws something else. */
export class Refusal extends Postponed {
  override readonly name = 'Refusal'
  readonly class: RefusalClass
  /** Its words, which tell nobody its name. */
  readonly said: string
  /** Why what was asked fails, where it is refused for ever. */
  readonly reason_code: ReasonCode

  constructor(provider: string, answer: RefusalAnswer) {
    super(
      `${provider} refuses: ${answer.message}`,
      answer.class === 'later' ? answer.retry_after_s : undefined,
    )
    this.class = answer.class
    this.said = answer.message
    this.reason_code = answer.reason_code ?? 'REFUSED_BY_PROVIDER'
  }
}

/** @returns the refusal that is for ever @throws whatever else went wrong, so that it is tried again */
export function refusedForEver(error: unknown): Refusal {
  if (error instanceof Refusal && error.class === 'never') return error
  throw error
}

/** The answer of a provider that only collects. */
export async function refuseToProduce(provider: string): Promise<never> {
  throw new Refusal(provider, { class: 'never', message: 'It makes nothing of images that are there' })
}

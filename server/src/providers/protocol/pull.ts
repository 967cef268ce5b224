import type { Kind } from '@swath/contract/provider-protocol/protocol'
import type { TaskAnswer } from '@swath/contract/provider-protocol/tasks'
import { NotYetAnswered } from '../away.ts'
import { readAnswer, readRefusal } from './answers.ts'
import type { Channel, RequestBody } from './channel.ts'

/** Keeps what a provider is asked until it fetches it. */
export interface FetchedWork {
  /** @returns undefined as long as it has not answered: whoever asks again for the same finds the answer */
  ask(provider: string, kind: Kind, body: RequestBody): Promise<TaskAnswer | undefined>
  /** Whether the provider comes to fetch its work. */
  isAwake(provider: string): Promise<boolean>
}

/** Asks a provider that nobody can reach, by work that it fetches. */
export function pullChannel(name: string, work: FetchedWork): Channel {
  return {
    async ask(kind, body = {}) {
      const told = await work.ask(name, kind, body)
      if (!told) throw await silenceOf(name, kind, work)
      if ('refusal' in told) throw readRefusal(name, kind, told.refusal)
      return readAnswer(name, kind, told.answer)
    },
  }
}

/** Only a provider that does not come any more is down; the others take their time. */
async function silenceOf(name: string, kind: Kind, work: FetchedWork): Promise<Error> {
  const message = `${name} has not answered ${kind} yet`
  return (await work.isAwake(name))
    ? new NotYetAnswered(message, 5)
    : new Error(`${message}, and fetches nothing`)
}

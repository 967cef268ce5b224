import { type AnswerOf, type Kind, request_kinds } from '@swath/contract/provider-protocol/protocol'
import { RefusalAnswer } from '@swath/contract/provider-protocol/refusals'
import type { z } from 'zod'
import { Refusal } from '../refusal.ts'

/** A provider has answered what the protocol does not know. */
export class NonsenseAnswer extends Error {
  override readonly name = 'NonsenseAnswer'
}

/** @throws NonsenseAnswer that says what is wrong, and where */
export function readAnswer<K extends Kind>(provider: string, kind: K, given: unknown): AnswerOf<K> {
  const schema: z.ZodType = request_kinds[kind].answer
  return parsed(schema, given, `${provider} answered ${kind}`) as AnswerOf<K>
}

/** @throws NonsenseAnswer */
export function readRefusal(provider: string, kind: Kind, given: unknown): Refusal {
  return new Refusal(provider, parsed(RefusalAnswer, given, `${provider} refused ${kind}`))
}

const told_problems = 5
const told_characters = 200

function parsed<T>(schema: z.ZodType<T>, given: unknown, who: string): T {
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const problems = read.error.issues
    .slice(0, told_problems)
    .map(({ path, message }) => `/${path.join('/')}: ${message}`.slice(0, told_characters))
  throw new NonsenseAnswer(`${who} with what the protocol does not know: ${problems.join('; ')}`)
}

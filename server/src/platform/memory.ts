import type { Database } from './db.ts'
import { etagsIn, type Representation } from './etag.ts'

interface Kept {
  snapshot: string
  answer: Representation
}

/**
 * Answers that follow from the database and the request alone, kept for as long as nothing in the database has
 * changed. Whether it has is asked for every request, so a kept answer is never older than the request.
 */
export class AnswerMemory {
  #db: Database
  /** The least recently used first. */
  #kept = new Map<string, Kept>()
  #characters = 0
  #max_characters: number

  /** @param max_characters of all bodies together; about as many bytes */
  constructor(db: Database, max_characters = 64 * 1024 * 1024) {
    this.#db = db
    this.#max_characters = max_characters
  }

  /**
   * The kept answer to `key`, or a new one. `if_none_match` is the header of the request: an answer without a
   * body is for a client that has it.
   */
  async answer(
    key: string,
    if_none_match: string | undefined,
    make: () => Promise<Representation>,
  ): Promise<Representation> {
    // First the snapshot, then the answer: what is made may be newer than its snapshot, but never older.
    const snapshot = await this.#db.snapshot()
    const kept = this.#kept.get(key)
    this.#forget(key)
    const is_usable = kept?.snapshot === snapshot && serves(kept.answer, if_none_match)
    const answer = is_usable ? kept.answer : await make()
    this.#keep(key, { snapshot, answer })
    return answer
  }

  #keep(key: string, kept: Kept) {
    this.#forget(key)
    this.#kept.set(key, kept)
    this.#characters += sizeOf(key, kept)
    for (const oldest of this.#kept.keys()) {
      if (this.#characters <= this.#max_characters) return
      this.#forget(oldest)
    }
  }

  #forget(key: string) {
    const kept = this.#kept.get(key)
    if (!kept) return
    this.#kept.delete(key)
    this.#characters -= sizeOf(key, kept)
  }
}

const sizeOf = (key: string, { snapshot, answer }: Kept) =>
  key.length + snapshot.length + (answer.body?.length ?? 0)

function serves(answer: Representation, if_none_match: string | undefined): boolean {
  return answer.body !== undefined || etagsIn(if_none_match).includes(answer.etag.replace(/^W\//, ''))
}

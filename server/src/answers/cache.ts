import { LRUCache } from 'lru-cache'
import type { Database } from '../database/db.ts'
import { etagsIn, type Representation } from './etag.ts'

interface Kept {
  snapshot: string
  answer: Representation
}

/**
 * Answers that follow from the database and the request alone, kept for as long as nothing in the database has
 * changed. Whether it has is asked for every request, so a kept answer is never older than the request.
 */
export class AnswerCache {
  #db: Database
  #kept: LRUCache<string, Kept>

  /** @param max_characters of all bodies together; about as many bytes */
  constructor(db: Database, max_characters = 64 * 1024 * 1024) {
    this.#db = db
    const sizeCalculation = ({ snapshot, answer }: Kept, key: string) =>
      key.length + snapshot.length + (answer.body?.length ?? 0)
    this.#kept = new LRUCache({ maxSize: max_characters, sizeCalculation })
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
    if (kept?.snapshot === snapshot && serves(kept.answer, if_none_match)) return kept.answer
    const answer = await make()
    this.#kept.set(key, { snapshot, answer })
    return answer
  }
}

function serves(answer: Representation, if_none_match: string | undefined): boolean {
  return answer.body !== undefined || etagsIn(if_none_match).includes(answer.etag.replace(/^W\//, ''))
}

import { DestinationError } from './destination.ts'

const file_name = 'swath-contract.txt'

/**
 * Stores that let this server in by its own cloud identity let in all its customers: one could name the bucket of
 * another. So such a store must say whose files it takes, in a file that only its owner can have put there.
 */
export class Ownership {
  #contract_id: string
  #read: (path: string) => Promise<string | undefined>
  #checked: Promise<void> | undefined

  /** @param read the beginning of a small file; undefined if it is not there */
  constructor(contract_id: string, read: (path: string) => Promise<string | undefined>) {
    this.#contract_id = contract_id
    this.#read = read
  }

  /** @throws DestinationError ACCESS_DENIED */
  async check(): Promise<void> {
    this.#checked ??= this.#compare()
    try {
      await this.#checked
    } catch (error) {
      this.#checked = undefined
      throw error
    }
  }

  async #compare() {
    const text = await this.#read(file_name)
    if (text?.trim() === this.#contract_id) return
    throw new DestinationError(
      'ACCESS_DENIED',
      `With the identity of this server, the store must say whose files it takes: put a file ${file_name} with the text ${this.#contract_id} there`,
    )
  }
}

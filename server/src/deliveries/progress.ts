/** The progress of an attempt. */
export class Progress {
  /** The bytes of files that are there whole. */
  #whole_bytes: number
  /** The bytes that are there of the file that is being sent. */
  #kept_bytes = 0
  #sent_bytes = 0

  constructor(whole_bytes: number) {
    this.#whole_bytes = whole_bytes
  }

  /** Bytes that are at the destination and stay there, those of earlier attempts among them. */
  get reached_bytes(): number {
    return this.#whole_bytes + this.#kept_bytes
  }

  /** Bytes that this attempt sent, and that arrived. */
  get sent_bytes(): number {
    return this.#sent_bytes
  }

  begin(kept_bytes: number) {
    this.#kept_bytes = kept_bytes
  }

  keep(kept_bytes: number) {
    this.#sent_bytes += Math.max(0, kept_bytes - this.#kept_bytes)
    this.#kept_bytes = kept_bytes
  }

  finish(size_bytes: number) {
    this.#whole_bytes += size_bytes
    this.#kept_bytes = 0
  }
}

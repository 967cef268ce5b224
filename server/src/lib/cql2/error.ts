/** A character position in the text, or a JSON pointer. */
export type Offset = number | string

/** A filter that cannot be read, or that asks of a property what it cannot give. */
export class Cql2Error extends Error {
  readonly offset: Offset

  constructor(message: string, offset: Offset) {
    super(`${message} (at ${typeof offset === 'number' ? `character ${offset}` : offset || 'the root'})`)
    this.name = 'Cql2Error'
    this.offset = offset
  }
}

// Kept beside the tree, so that trees of the same meaning are equal.
const offsets = new WeakMap<object, Offset>()

export function markOffset(node: object, offset: Offset): void {
  offsets.set(node, offset)
}

/** The place at which a node was read; the root for one that was made by hand. */
export function offsetOf(node: object): Offset {
  return offsets.get(node) ?? ''
}

/** The longest name or definition: many may point to the same one. */
const most_text = 10_000

/** A table of a FlatBuffer: fields by their numbers. Reading beyond the file is a RangeError. */
export class Table {
  readonly view: DataView
  readonly #at: number

  constructor(view: DataView, at: number) {
    this.view = view
    this.#at = at
  }

  /** The place of the field; undefined if it has its default. */
  field(number: number): number | undefined {
    const vtable = this.#at - this.view.getInt32(this.#at, true)
    const entry = 4 + number * 2
    const offset = entry < this.view.getUint16(vtable, true) ? this.view.getUint16(vtable + entry, true) : 0
    return offset === 0 ? undefined : this.#at + offset
  }

  number(field: number, read: 'getUint8' | 'getUint16' | 'getInt32', without = 0): number {
    const at = this.field(field)
    return at === undefined ? without : this.view[read](at, true)
  }

  /** The place and the length of a list, which has no more entries than there are bytes for. */
  list(field: number, item_bytes: number): { at: number; count: number } {
    const pointer = this.field(field)
    if (pointer === undefined) return { at: 0, count: 0 }
    const at = pointer + this.view.getUint32(pointer, true)
    const count = this.view.getUint32(at, true)
    if (at + 4 + count * item_bytes > this.view.byteLength) throw new RangeError('cut off')
    return { at: at + 4, count }
  }

  text(field: number): string | undefined {
    const { at, count } = this.list(field, 1)
    if (count === 0) return undefined
    if (count > most_text) throw new RangeError('too long')
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, this.view.byteOffset + at, count))
  }

  table(field: number): Table | undefined {
    const at = this.field(field)
    return at === undefined ? undefined : tableAt(this.view, at)
  }

  tables(field: number): Table[] {
    const { at, count } = this.list(field, 4)
    return Array.from({ length: count }, (_, index) => tableAt(this.view, at + index * 4))
  }
}

export const tableAt = (view: DataView, pointer: number) =>
  new Table(view, pointer + view.getUint32(pointer, true))

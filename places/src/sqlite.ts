/**
 * Reads the tables of a database of SQLite (its file format is fixed for good), and runs no SQL: a file from somebody
 * else could bring views that never end, and the console may run no WebAssembly.
 */
export type Value = string | number | Uint8Array | null
export type Row = Readonly<Record<string, Value | undefined>>

export class SqliteFile {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #page_bytes: number
  readonly #usable: number
  readonly #decoder: InstanceType<typeof TextDecoder>
  readonly #tables: Value[][]
  #bytes_left: number

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const told = this.#view.getUint16(16)
    this.#page_bytes = told === 1 ? 65_536 : told
    this.#usable = this.#page_bytes - bytes[20]!
    if (this.#usable < 480) throw new RangeError('no size of a page')
    this.#decoder = new TextDecoder(
      ['utf-8', 'utf-16le', 'utf-16be'][this.#view.getUint32(56) - 1] ?? 'utf-8',
    )
    // Rows may not share their pages, by which a small file could be a long one.
    this.#bytes_left = bytes.length
    this.#tables = this.#records(1)
  }

  /** @returns undefined where there is no such table; a view is none */
  rows(table: string): Row[] | undefined {
    const found = this.#tables.find(
      ([, type, name]) => type === 'table' && String(name).toLowerCase() === table.toLowerCase(),
    )
    if (!found) return undefined
    const [, , , , root, sql] = found
    const columns = columnsIn(String(sql))
    return this.#records(Number(root)).map(([row_id, ...values]) =>
      Object.fromEntries(columns.map(({ name, is_row_id }, at) => [name, is_row_id ? row_id : values[at]])),
    )
  }

  /** Each with its row id before its values. */
  #records(root: number): Value[][] {
    const seen = new Set<number>()
    const records: Value[][] = []
    const pages = [root]
    for (let page = pages.pop(); page !== undefined; page = pages.pop()) {
      if (seen.has(page)) throw new RangeError('pages in a circle')
      seen.add(page)
      const { children, cells } = this.#page(page)
      pages.push(...children)
      for (const cell of cells) records.push(this.#record(cell))
    }
    return records
  }

  #page(number: number): { children: number[]; cells: number[] } {
    const start = (number - 1) * this.#page_bytes
    const header = number === 1 ? 100 : start
    const kind = this.#view.getUint8(header)
    if (kind !== 5 && kind !== 13) throw new RangeError('no page of a table')
    const first = header + (kind === 5 ? 12 : 8)
    const cells = Array.from(
      { length: this.#view.getUint16(header + 3) },
      (_, at) => start + this.#view.getUint16(first + at * 2),
    )
    if (kind === 13) return { children: [], cells }
    const children = cells.map((cell) => this.#view.getUint32(cell))
    return { children: [this.#view.getUint32(header + 8), ...children.toReversed()], cells: [] }
  }

  /** A payload that does not fit into its page goes on in others. */
  #payload(cell: number): Uint8Array {
    const [length, row_at] = varintAt(this.#view, cell)
    const [, at] = varintAt(this.#view, row_at)
    if (length > this.#bytes_left) throw new RangeError('longer than the file')
    this.#bytes_left -= length
    const local = this.#localBytes(length)
    const payload = new Uint8Array(length)
    payload.set(this.#slice(at, local))
    let next = local < length ? this.#view.getUint32(at + local) : 0
    for (let done = local; done < length; ) {
      const page = (next - 1) * this.#page_bytes
      const part = this.#slice(page + 4, Math.min(this.#usable - 4, length - done))
      payload.set(part, done)
      done += part.length
      next = this.#view.getUint32(page)
    }
    return payload
  }

  #localBytes(length: number): number {
    const most = this.#usable - 35
    if (length <= most) return length
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23
    const filled = least + ((length - least) % (this.#usable - 4))
    return filled <= most ? filled : least
  }

  #slice(at: number, length: number): Uint8Array {
    if (at < 0 || at + length > this.#bytes.length) throw new RangeError('cut off')
    return this.#bytes.subarray(at, at + length)
  }

  #record(cell: number): Value[] {
    const [, row_at] = varintAt(this.#view, cell)
    const payload = this.#payload(cell)
    const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
    const [header, first] = varintAt(view, 0)
    const values: Value[] = [varintAt(this.#view, row_at)[0]]
    let body = header
    for (let at = first; at < header; ) {
      const [type, next] = varintAt(view, at)
      const length = bytesOf(type)
      values.push(this.#value(type, view, body, length))
      body += length
      at = next
    }
    return values
  }

  #value(type: number, view: DataView, at: number, length: number): Value {
    if (type === 0) return null
    if (type === 8 || type === 9) return type - 8
    if (type === 7) return view.getFloat64(at)
    if (type < 7) return integerAt(view, at, length)
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length)
    return type % 2 === 1 ? this.#decoder.decode(bytes) : bytes
  }
}

function varintAt(view: DataView, at: number): [value: number, next: number] {
  let value = 0
  for (let index = 0; index < 8; index++) {
    const byte = view.getUint8(at + index)
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return [value, at + index + 1]
  }
  return [value * 256 + view.getUint8(at + 8), at + 9]
}

const bytesOf = (type: number) =>
  type < 12 ? [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type]! : Math.floor((type - 12) / 2)

function integerAt(view: DataView, at: number, length: number): number {
  let value = view.getInt8(at)
  for (let index = 1; index < length; index++) value = value * 256 + view.getUint8(at + index)
  return value
}

const most_sql = 20_000

/**
 * The names of the columns, as `CREATE TABLE` has them in brackets, set apart by commas that are in none themselves.
 */
function columnsIn(sql: string): { name: string; is_row_id: boolean }[] {
  if (sql.length > most_sql) throw new RangeError('too long')
  const inside = sql.slice(sql.indexOf('(') + 1, sql.lastIndexOf(')'))
  const parts = inside.matchAll(
    /(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|`[^`]*`|\[[^\]]*\]|\((?:[^()]|\([^()]*\))*\)|[^,"'`[(])+/g,
  )
  return [...parts]
    .map(([part]) => part.trim())
    .filter((part) => !/^(constraint|primary|unique|check|foreign)\b/i.test(part))
    .map((part) => {
      const [, quoted, ticked, bracketed, bare] =
        /^(?:"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]]*)\]|([^\s(]+))/.exec(part) ?? []
      const name = quoted?.replaceAll('""', '"') ?? ticked ?? bracketed ?? bare ?? part
      // Such a column is the number of the row, and is stored nowhere else.
      return { name, is_row_id: /\binteger\s+(not\s+null\s+)?primary\s+key\b/i.test(part) }
    })
}

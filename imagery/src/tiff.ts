/** The bytes of a TIFF 6.0 image file directory: little-endian, 32-bit offsets. */

const FIELD_TYPES = { ascii: 2, short: 3, long: 4, double: 12 } as const
const FIELD_BYTES = { ascii: 1, short: 2, long: 4, double: 8 } as const

/** One directory entry. ASCII values are given as character codes; `ascii` makes them. */
export interface TiffTag {
  readonly code: number
  readonly type: keyof typeof FIELD_TYPES
  readonly values: readonly number[]
}

/** A text tag, closed by the NUL that TIFF demands. */
export function ascii(code: number, text: string): TiffTag {
  return { code, type: 'ascii', values: [...Buffer.from(`${text}\0`, 'utf8')] }
}

export function short(code: number, ...values: number[]): TiffTag {
  return { code, type: 'short', values }
}

export function long(code: number, ...values: number[]): TiffTag {
  return { code, type: 'long', values }
}

export function double(code: number, ...values: number[]): TiffTag {
  return { code, type: 'double', values }
}

/** Bytes of the directory with the values that do not fit into its entries; always even. */
export function directorySize(tags: readonly TiffTag[]): number {
  return tags.reduce((size, tag) => size + outlyingBytes(tag), entriesSize(tags))
}

function entriesSize(tags: readonly TiffTag[]): number {
  return 2 + 12 * tags.length + 4
}

/** Up to four bytes live inside the entry; more live after it, padded to an even count. */
function outlyingBytes(tag: TiffTag): number {
  const bytes = tag.values.length * FIELD_BYTES[tag.type]
  return bytes <= 4 ? 0 : bytes + (bytes % 2)
}

/**
 * The directory as it stands at byte `position` of the file, its long values right behind it.
 * @param next position of the following directory, 0 for none
 */
export function encodeDirectory(tags: readonly TiffTag[], position: number, next: number): Buffer {
  const sorted = [...tags].sort((a, b) => a.code - b.code)
  const bytes = Buffer.alloc(directorySize(tags))
  let outlying = entriesSize(tags)
  bytes.writeUInt16LE(sorted.length, 0)
  sorted.forEach((tag, index) => {
    const entry = 2 + 12 * index
    bytes.writeUInt16LE(tag.code, entry)
    bytes.writeUInt16LE(FIELD_TYPES[tag.type], entry + 2)
    bytes.writeUInt32LE(tag.values.length, entry + 4)
    const isInline = outlyingBytes(tag) === 0
    if (!isInline) bytes.writeUInt32LE(position + outlying, entry + 8)
    writeValues(bytes, tag, isInline ? entry + 8 : outlying)
    outlying += outlyingBytes(tag)
  })
  bytes.writeUInt32LE(next, 2 + 12 * sorted.length)
  return bytes
}

function writeValues(bytes: Buffer, { type, values }: TiffTag, start: number): void {
  values.forEach((value, index) => {
    const at = start + index * FIELD_BYTES[type]
    if (type === 'ascii') bytes.writeUInt8(value, at)
    else if (type === 'short') bytes.writeUInt16LE(value, at)
    else if (type === 'long') bytes.writeUInt32LE(value, at)
    else bytes.writeDoubleLE(value, at)
  })
}

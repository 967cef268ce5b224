interface Column {
  name: string
  type: string
  at: number
  length: number
}

interface Sizes {
  header: number
  width: number
}

/** The rows of a dBASE table, as a Shapefile has one for its attributes. */
export function readTable(bytes: Uint8Array, encoding = 'windows-1252'): Record<string, unknown>[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [rows, header, width] = [view.getUint32(4, true), view.getUint16(8, true), view.getUint16(10, true)]
  const decoder = decoderOf(encoding)
  const textAt = (at: number, length: number) =>
    decoder
      .decode(bytes.subarray(at, at + length))
      .replace(/\0.*$/s, '')
      .trim()
  const columns = columnsIn(view, { header, width }, textAt)
  // The header is not believed: there are no more rows than there are bytes for.
  const count = width === 0 ? 0 : Math.min(rows, Math.floor((bytes.length - header) / width))
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(
      columns.map(({ name, type, at, length }) => [
        name,
        cellOf(textAt(header + row * width + at, length), type),
      ]),
    ),
  )
}

function columnsIn(
  view: DataView,
  { header, width }: Sizes,
  textAt: (at: number, length: number) => string,
): Column[] {
  const columns: Column[] = []
  // The first byte of a row says whether it is deleted.
  let offset = 1
  for (let at = 32; at + 32 < header && view.getUint8(at) !== 0x0d; at += 32) {
    const length = view.getUint8(at + 16)
    const type = String.fromCharCode(view.getUint8(at + 11))
    if (length > 0) columns.push({ name: textAt(at, 11), type, at: offset, length })
    offset += length
  }
  if (offset > width) throw new RangeError('columns that are wider than a row')
  return columns
}

function cellOf(text: string, type: string): string | number | null {
  if (text === '') return null
  return (type === 'N' || type === 'F') && Number.isFinite(Number(text)) ? Number(text) : text
}

/** Code pages are told in many ways; what is not known is read as most programs write. */
function decoderOf(encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding)
  } catch {
    return new TextDecoder('windows-1252')
  }
}

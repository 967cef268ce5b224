import { most_place_bytes } from './read.ts'

const too_large = 'It is larger than 5 MB; simplify the area, or cut it in parts'

/**
 * The text of a file with a place: UTF-8 or UTF-16, with a byte order mark or without, or the document in a KMZ.
 * @throws Error with a sentence that says what would be right
 */
export async function textOfPlaceFile(bytes: Uint8Array): Promise<string> {
  if (bytes.length > most_place_bytes) throw new Error(too_large)
  const is_zip = bytes[0] === 0x50 && bytes[1] === 0x4b
  return decode(is_zip ? await documentIn(bytes) : bytes)
}

/** Without a mark: every other byte of UTF-16 is zero, as places are written in ASCII. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || second === 0) return new TextDecoder('utf-16le').decode(bytes)
  if ((first === 0xfe && second === 0xff) || first === 0) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

async function documentIn(kmz: Uint8Array): Promise<Uint8Array> {
  const { unzipSync } = await import('fflate')
  const documents: { name: string; originalSize: number }[] = []
  unzipped(() => unzipSync(kmz, { filter: (file) => /\.kml$/i.test(file.name) && documents.push(file) < 0 }))
  // The document of a KMZ is the first; others are what it links to, and are not even inflated.
  const document = documents.find(({ name }) => name === 'doc.kml') ?? documents[0]
  if (!document)
    throw new Error('It is a ZIP without a .kml document; a KMZ has one, and no other ZIP is read')
  if (document.originalSize > most_place_bytes) throw new Error(too_large)
  // Several may have the name; the first of them is wanted.
  let passed = 0
  const isDocument = ({ name }: { name: string }) => name === document.name && passed++ === 0
  return unzipped(() => unzipSync(kmz, { filter: isDocument }))[document.name]!
}

function unzipped<T>(open: () => T): T {
  try {
    return open()
  } catch (cause) {
    throw new Error(`It is a ZIP that cannot be opened: ${(cause as Error).message}`, { cause })
  }
}

/** A file that is larger is no place that an order could have. */
export const most_place_bytes = 5_000_000

const too_large = 'It is larger than 5 MB; simplify the area, or cut it in parts'

/**
 * The texts of a file with places: UTF-8 or UTF-16, with a byte order mark or without. An archive may have several.
 * @throws Error with a sentence that says what would be right
 */
export async function textsOfPlaceFile(bytes: Uint8Array): Promise<string[]> {
  if (bytes.length > most_place_bytes) throw new Error(too_large)
  const is_zip = bytes[0] === 0x50 && bytes[1] === 0x4b
  return is_zip ? textsIn(await documentsIn(bytes)) : [decode(bytes)]
}

/** Without a mark: every other byte of UTF-16 is zero, as places are written in ASCII. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || second === 0) return new TextDecoder('utf-16le').decode(bytes)
  if ((first === 0xfe && second === 0xff) || first === 0) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

interface Packed {
  name: string
  originalSize: number
}

/** Of a KMZ its document and what that links to, one layer each in those of GDAL and QGIS; of any other ZIP everything. */
async function textsIn(documents: ReadonlyMap<string, Uint8Array>): Promise<string[]> {
  const main = documents.get('doc.kml')
  if (!main) return [...documents.values()].map(decode)
  const { linksIn } = await import('./kml.ts')
  const wanted = new Set(['doc.kml'])
  const texts: string[] = []
  // What is added on the way has its turn.
  for (const name of wanted) {
    const bytes = documents.get(name)
    if (!bytes) continue
    const text = decode(bytes)
    texts.push(text)
    for (const href of linksIn(text)) wanted.add(resolveLink(href, name))
  }
  return texts
}

const archive = 'archive:///'
function resolveLink(href: string, from: string): string {
  const { pathname } = URL.canParse(href, archive + from) ? new URL(href, archive + from) : { pathname: '/' }
  return pathname.slice(1).replaceAll('%20', ' ')
}

/** All are as long together as one may be, which is known before anything is inflated. */
async function documentsIn(zip: Uint8Array): Promise<Map<string, Uint8Array>> {
  const { unzipSync } = await import('fflate')
  const found: Packed[] = []
  unzipped(() => unzipSync(zip, { filter: (file) => isDocument(file) && found.push(file) < 0 }))
  if (found.length === 0)
    throw new Error('It is a ZIP without a .kml document; a KMZ has one, and no other ZIP is read')
  if (found.reduce((sum, { originalSize }) => sum + originalSize, 0) > most_place_bytes)
    throw new Error(too_large)
  return new Map(Object.entries(unzipped(() => unzipSync(zip, { filter: isDocument }))))
}

/** macOS puts a file of its own beside each, with the name of that. */
const isDocument = ({ name }: Packed) => /(^|\/)(?!\._)[^/]*\.kml$/i.test(name) && !/^__MACOSX\//.test(name)

function unzipped<T>(open: () => T): T {
  try {
    return open()
  } catch (cause) {
    throw new Error(`It is a ZIP that cannot be opened: ${(cause as Error).message}`, { cause })
  }
}

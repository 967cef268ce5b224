import { decodeText } from './decode.ts'

/** A file that is larger is no place that an order could have. */
export const most_place_bytes = 5_000_000

/** The content of a file: a text of any format, or GeoJSON that was read from a format that is no text. */
export type PlaceDocument = string | object

export interface NamedFile {
  name: string
  bytes: Uint8Array
}

/**
 * The documents of a file with places; an archive may have several.
 * @throws Error with a sentence that says what would be right
 */
export async function documentsOfPlaceFile(bytes: Uint8Array, beside?: Beside): Promise<PlaceDocument[]> {
  if (bytes.length > most_place_bytes)
    throw new Error('It is larger than 5 MB; simplify the area, or cut it in parts')
  if (!beginsWith(bytes, 'PK')) return [await readDocument(bytes, beside)]
  const { openArchive } = await import('./archive.ts')
  const { names, files, is_kmz } = await openArchive(bytes, most_place_bytes)
  if (is_kmz) return textsOfKmz(files)
  const named = [...files].map(([name, bytes]) => ({ name, bytes }))
  return Promise.all(names.map((name) => readDocument(files.get(name)!, besides(name, named))))
}

/** Files with the same name but for what is behind the dot, as those of a Shapefile. */
type Beside = (extension: string) => Uint8Array | undefined

export function besides(name: string, files: readonly NamedFile[]): Beside {
  const stem = stemOf(name)
  return (extension) => files.find((other) => other.name.toLowerCase() === stem + extension)?.bytes
}

/** Without what only belongs to a Shapefile among them. */
export function withoutParts(files: readonly NamedFile[]): NamedFile[] {
  const stems = new Set(files.filter(({ name }) => /\.shp$/i.test(name)).map(({ name }) => stemOf(name)))
  const isPart = ({ name }: NamedFile) =>
    /\.(shx|dbf|prj|cpg|qpj|qix|qmd|sbn|sbx|fbn|fbx|ain|aih|atx|shp\.xml)$/i.test(name) &&
    stems.has(stemOf(name))
  return files.filter((file) => !isPart(file))
}

const stemOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/\.xml$/, '')
    .replace(/[^.]*$/, '')

async function readDocument(bytes: Uint8Array, beside: Beside = () => undefined): Promise<PlaceDocument> {
  if (beginsWith(bytes, 'SQLite format 3\0'))
    return whole('GeoPackage', async () => (await import('./geopackage.ts')).readGeoPackage(bytes))
  if (beginsWith(bytes, 'fgb\u0003'))
    return whole('FlatGeobuf', async () => (await import('./flatgeobuf.ts')).readFlatGeobuf(bytes))
  if (beginsWith(bytes, '\0\0\u0027\n'))
    return whole('Shapefile', async () => (await import('./shapefile.ts')).readShapefile(bytes, beside))
  return decodeText(bytes)
}

function beginsWith(bytes: Uint8Array, start: string): boolean {
  return [...start].every((character, at) => bytes[at] === character.charCodeAt(0))
}

async function whole(format: string, read: () => Promise<object>): Promise<object> {
  try {
    return await read()
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new Error(`It is a ${format} that is broken, or that was cut off`, { cause })
  }
}

/** The document of a KMZ and the documents that it links to, one layer each in GDAL and QGIS. */
async function textsOfKmz(files: ReadonlyMap<string, Uint8Array>): Promise<string[]> {
  const { linksIn } = await import('./kml.ts')
  const wanted = new Set(['doc.kml'])
  const texts: string[] = []
  // A name that is added on the way has its turn.
  for (const name of wanted) {
    const bytes = files.get(name)
    if (!bytes) continue
    const text = decodeText(bytes)
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

import { gpx, kml } from '@tmcw/togeojson'
import { DOMParser, type Document, type Element } from '@xmldom/xmldom'
import type { FeatureCollection } from 'geojson'
import { regroupCoordinates } from './kml-coordinates.ts'

/** The Placemarks as GeoJSON. The same parser everywhere, so that a file is read in a browser as it is elsewhere. */
export function parseKml(text: string): FeatureCollection {
  // The cast: it asks for the document of a browser, and uses of it what this one has.
  return kml(tidied(documentOf(text, 'kml')) as never) as FeatureCollection
}

/** Waypoints, routes and tracks of a GPX as GeoJSON. */
export const parseGpx = (text: string): FeatureCollection =>
  gpx(documentOf(text, 'gpx') as never) as FeatureCollection

/** The documents to which a document links. */
export const linksIn = (text: string): string[] =>
  elementsOf(documentOf(text, 'kml'), 'href').map(({ textContent }) => textContent?.trim() ?? '')

function documentOf(text: string, wanted: 'kml' | 'gpx'): Document {
  const complaints: string[] = []
  const parser = new DOMParser({
    onError: (level, message) => level !== 'warning' && complaints.push(message.split('\n')[0]!),
  })
  try {
    const document = parser.parseFromString(declarePrefixes(withoutPrefix(text, wanted), wanted), 'text/xml')
    const root = document.documentElement?.nodeName
    if (root !== wanted) throw new Error(`its root is <${root}>, not <${wanted}>`)
    return document
  } catch (cause) {
    throw new Error(`It is not ${wanted.toUpperCase()}: ${complaints[0] ?? (cause as Error).message}`, {
      cause,
    })
  }
}

/** `<kml:Placemark>` means the same, but would not be found. */
function withoutPrefix(text: string, root: string): string {
  const [, prefix] = new RegExp(`<([\\w-]+):${root}[\\s>]`).exec(text) ?? []
  return prefix ? text.replaceAll(`<${prefix}:`, '<').replaceAll(`</${prefix}:`, '</') : text
}

/** Programs write `gx:` and `xsi:` without saying what they are; others read it all the same. */
function declarePrefixes(text: string, root: string): string {
  const used = new Set(
    [...text.matchAll(/[<\s]([A-Za-z_][\w-]{0,30}):[A-Za-z_][\w-]{0,60}[\s=/>]/g)].map(
      ([, prefix]) => prefix!,
    ),
  )
  const missing = [...used].filter((prefix) => !/^xml/.test(prefix) && !text.includes(`xmlns:${prefix}=`))
  const declared = missing.map((prefix) => ` xmlns:${prefix}="urn:undeclared:${prefix}"`).join('')
  return text.replace(new RegExp(`<${root}(?=[\\s>])`), `<${root}${declared}`)
}

function tidied(document: Document): Document {
  const each = (name: string, act: (element: Element) => void) => elementsOf(document, name).forEach(act)
  // A picture or a link has the rectangle that it is shown in, which is nobody's area.
  for (const name of ['GroundOverlay', 'NetworkLink'])
    each(name, (shown) => shown.parentNode?.removeChild(shown))
  each('Polygon', putOuterFirst)
  each('coordinates', (element) => {
    element.textContent = regroupCoordinates(element.textContent ?? '')
  })
  return document
}

/** The list of a document changes with it and cannot be spread. */
function elementsOf(parent: Document | Element, name: string): Element[] {
  const found = parent.getElementsByTagName(name)
  return Array.from({ length: found.length }, (_, at) => found.item(at)!)
}

/** The order is free in a file, but the first ring counts as the outer one. */
function putOuterFirst(polygon: Element): void {
  for (const inner of elementsOf(polygon, 'innerBoundaryIs')) polygon.appendChild(inner)
}

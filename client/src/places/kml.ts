import { kml } from '@tmcw/togeojson'
import { DOMParser } from '@xmldom/xmldom'
import type { FeatureCollection } from 'geojson'

/** The Placemarks as GeoJSON. The same parser everywhere, so that a file is read in a browser as it is elsewhere. */
export function parseKml(text: string): FeatureCollection {
  const complaints: string[] = []
  const parser = new DOMParser({
    onError: (level, message) => level !== 'warning' && complaints.push(message.split('\n')[0]!),
  })
  try {
    const document = parser.parseFromString(withoutPrefix(text), 'text/xml')
    const root = document.documentElement?.nodeName
    if (root !== 'kml') throw new Error(`its root is <${root}>, not <kml>`)
    // The cast: it asks for the document of a browser, and uses of it what this one has.
    return kml(document as never) as FeatureCollection
  } catch (cause) {
    throw new Error(`It is not KML: ${complaints[0] ?? (cause as Error).message}`, { cause })
  }
}

/** `<kml:Placemark>` means the same, but would not be found. */
function withoutPrefix(text: string): string {
  const [, prefix] = /<([\w-]+):kml[\s>]/.exec(text) ?? []
  return prefix ? text.replaceAll(`<${prefix}:`, '<').replaceAll(`</${prefix}:`, '</') : text
}

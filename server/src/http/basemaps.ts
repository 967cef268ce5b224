import path from 'node:path'
import type { Basemap, ToldBasemap } from '@swath/contract/basemaps'

/** The path below the console at which the file of a basemap is, by its place in the list. */
export const fileOf = (at: number) => `/console/basemaps/${at}.pmtiles`

const isFile = ({ url }: Basemap) => url.startsWith('/')

/** The files of this machine, with their place in the list. */
export function basemapFiles(basemaps: readonly Basemap[]) {
  return basemaps.flatMap((basemap, at) =>
    isFile(basemap) ? [{ at, folder: path.dirname(basemap.url), name: path.basename(basemap.url) }] : [],
  )
}

/** The list as the page carries it: an attribute of HTML. */
export function basemapsTold(basemaps: readonly Basemap[], path_prefix: string): string {
  const told = basemaps.map(({ name, kind, url, attribution, max_zoom }, at): ToldBasemap => {
    const here = url.startsWith('/') ? path_prefix + fileOf(at) : url
    return { name, kind, url: here, attribution, max_zoom }
  })
  return JSON.stringify(told).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

/** The origins that the policy of the page has to let in for them. */
export function originsOf(basemaps: readonly Basemap[]): string[] {
  const elsewhere = basemaps.filter((one) => !isFile(one))
  const urls = elsewhere.flatMap(({ url, hosts }) => [url, ...hosts])
  return [...new Set(urls.map((url) => new URL(url.replaceAll(/[{}]/g, '')).origin))].sort()
}

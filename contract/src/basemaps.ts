import { z } from 'zod'

const kinds = ['xyz', 'pmtiles', 'style'] as const

/** A map that the operator has, for the console to draw below everything else. */
export const Basemap = z
  .strictObject({
    name: z.string().min(1).max(40),
    kind: z.enum(kinds),
    /** Tiles with {z}, {x} and {y}; a PMTiles file here or elsewhere; or a style of MapLibre. */
    url: z.string().min(1),
    attribution: z.string().max(300).default(''),
    /** Tiles from nearer by are enlarged. */
    max_zoom: z.int().min(0).max(24).default(19),
    /** Origins besides that of the url that a style takes tiles, letters or pictures from. */
    hosts: z.array(z.url({ protocol: /^https?$/ })).default([]),
  })
  .check(({ value, issues }) => {
    const say = (message: string) =>
      void issues.push({ code: 'custom', input: value.url, path: ['url'], message })
    const is_file = value.url.startsWith('/')
    if (is_file && value.kind !== 'pmtiles')
      say('must be http(s)://...: only a PMTiles file may be a path of this machine')
    if (!is_file && !/^https?:\/\/[^/]+\//.test(value.url))
      say('must be http(s)://host/path, or of a PMTiles file its absolute path')
    if (value.kind === 'xyz' && !['{z}', '{x}', '{y}'].every((part) => value.url.includes(part)))
      say('must have {z}, {x} and {y} in it')
  })
export type Basemap = z.infer<typeof Basemap>

export const Basemaps = z
  .array(Basemap)
  .max(12)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, { message: 'two have one name' })

/** The console is told this of each. */
export type ToldBasemap = Pick<Basemap, 'name' | 'kind' | 'url' | 'attribution' | 'max_zoom'>

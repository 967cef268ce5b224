import { withLinks } from '../answers/links.ts'

/** The places of the API: the root of the server, and the path at which its clients have always looked for it. */
export const bases = ['', '/archive/stac'] as const
export type Base = (typeof bases)[number]

export interface Link {
  rel: string
  href: string
  type?: string
  title?: string
  method?: 'GET' | 'POST'
  merge?: boolean
  body?: object
}

export const json = 'application/json'
export const geojson = 'application/geo+json'
export const schema_type = 'application/schema+json'
export const openapi_type = 'application/vnd.oai.openapi+json;version=3.1'

/** Writes links of one base, at the address of the server. */
export class Address {
  readonly public_url: string
  readonly base: Base

  constructor(public_url: string, base: Base) {
    this.public_url = public_url
    this.base = base
  }

  /** An address of the API; without a path, its landing page. */
  to(path = ''): string {
    return `${this.public_url}${this.base}${path}` || '/'
  }

  /** The address of a request, whose path begins with what the address of the server has behind its name. */
  here(url: string): string {
    return new URL(this.public_url).origin + url
  }

  /** The root of a server has a slash at the end; clients compare it as it is. */
  get root(): string {
    return this.base === '' ? `${this.public_url}/` : this.to()
  }

  collection(id: string): string {
    return this.to(`/collections/${encodeURIComponent(id)}`)
  }

  /**
   * Stored documents link to the one base; of the other, the mark of it goes as well.
   * @param signed makes links that need no header, for the browse images
   */
  documents(text: string, signed?: (path: string) => string): string {
    const shown = signed
      ? text.replaceAll(stored_browse, (_, path) => `"${signed(`/previews/${path}`)}"`)
      : text
    return withLinks(this.base === '' ? atRoot(shown) : shown, this.public_url)
  }

  /** The address of a browse image as `documents` tells it without a signature. */
  unsigned(href: string): string {
    const [address] = href.split('?') as [string]
    const previews = `${this.public_url}/previews/`
    return address.startsWith(previews) ? `${this.public_url}/assets/${address.slice(previews.length)}` : href
  }

  rootLink(): Link {
    return { rel: 'root', type: json, href: this.root, title: 'Archive' }
  }
}

const stored_base = 'swath-link:/archive/stac'
const stored_browse = /"swath-link:\/assets\/([^"]+\/(?:preview|thumbnail))"/g

function atRoot(text: string): string {
  return text.replaceAll(`"${stored_base}"`, '"swath-link:/"').replaceAll(`"${stored_base}/`, '"swath-link:/')
}

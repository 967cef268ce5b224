import { withLinks } from '../../platform/links.ts'

/** Where the API is: at the root of the server, and where its clients have always looked for it. */
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

  /** Of the API; without a path, its landing page. */
  to(path = ''): string {
    return `${this.public_url}${this.base}${path}` || '/'
  }

  /** The root of a server has a slash at the end; clients compare it as it is. */
  get root(): string {
    return this.base === '' ? `${this.public_url}/` : this.to()
  }

  collection(id: string): string {
    return this.to(`/collections/${encodeURIComponent(id)}`)
  }

  /** Stored documents link to the one base; of the other, the mark of it goes as well. */
  documents(text: string): string {
    return withLinks(this.base === '' ? atRoot(text) : text, this.public_url)
  }

  rootLink(): Link {
    return { rel: 'root', type: json, href: this.root, title: 'Archive' }
  }
}

const stored_base = 'swath-link:/archive/stac'

function atRoot(text: string): string {
  return text.replaceAll(`"${stored_base}"`, '"swath-link:/"').replaceAll(`"${stored_base}/`, '"swath-link:/')
}

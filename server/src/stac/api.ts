import type { Caller } from '../access/auth.ts'
import { etagOf, Representation } from '../answers/etag.ts'
import type { Routes } from '../http/route.ts'
import { Address, type Base, json } from './links.ts'
import type { Previews } from './previews.ts'
import type { Stac } from './service.ts'

/** The API in one of its places, for those who add endpoints to it. */
export class StacApi {
  readonly routes: Routes
  readonly stac: Stac
  readonly previews: Previews
  readonly address: Address

  constructor(routes: Routes, stac: Stac, previews: Previews, public_url: string, base: Base) {
    this.routes = routes
    this.stac = stac
    this.previews = previews
    this.address = new Address(public_url, base)
  }

  /** Stored documents as the caller gets them. */
  async documents({ contract_id }: Caller, text: string): Promise<string> {
    return this.address.documents(text, await this.previews.signer(contract_id))
  }

  /** The common parts of all endpoints; those of each place have operation names of their own. */
  get(path: string, operation: string, summary: string) {
    const { base } = this.address
    return {
      method: 'GET' as const,
      path: `${base}${path}` || '/',
      operation: base === '' ? operation : `${operation}OfArchive`,
      summary,
      tag: base === '' ? 'STAC' : 'STAC at /archive/stac',
      access: 'customer' as const,
      scope: 'read' as const,
    }
  }
}

export function answer(body: object | string, media_type = json): Representation {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Representation(etagOf(text), text, media_type)
}

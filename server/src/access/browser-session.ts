import { SwathError } from '@swath/contract/errors'
import type { FastifyRequest } from 'fastify'

/**
 * A header that a page of ours adds to each request. Pages of others cannot without being asked first, and then are
 * refused.
 */
const own_header = 'x-swath-session'

/** A cookie that no script reads, by which a browser shows that it is the one that was here before. */
export class BrowserCookie {
  readonly name: string
  readonly #attributes: string
  readonly #origin: string

  constructor(public_url: string, noun: string) {
    const { protocol, pathname, origin } = new URL(public_url)
    const path = pathname === '/' ? '/' : `${pathname.replace(/\/$/, '')}/`
    const is_secure = protocol === 'https:'
    // Below a path the server shares its name with others, who are not to get the cookie: so it cannot be a __Host-
    // one.
    const prefix = is_secure ? (path === '/' ? '__Host-' : '__Secure-') : ''
    this.name = `${prefix}swath-${noun}`
    this.#attributes = `; Path=${path}; HttpOnly; SameSite=Strict${is_secure ? '; Secure' : ''}`
    this.#origin = origin
  }

  set(token: string, seconds: number): string {
    return `${this.name}=${token}; Max-Age=${seconds}${this.#attributes}`
  }

  clear(): string {
    return this.set('', 0)
  }

  /**
   * @returns undefined where the request has none
   * @throws SwathError `cross_site_refused` where it has one and comes from a page of somebody else
   */
  read(request: FastifyRequest): string | undefined {
    const token = this.#find(request.headers.cookie)
    if (token) this.requireOwnPage(request)
    return token || undefined
  }

  /** Also for a request that is to get a cookie: nobody is signed in as somebody else by another's page. */
  requireOwnPage({ headers }: FastifyRequest) {
    const { origin, host, 'sec-fetch-site': site } = headers
    const is_elsewhere = site !== undefined && site !== 'same-origin'
    const is_foreign = origin !== undefined && origin !== this.#origin && hostOf(origin) !== host
    if (headers[own_header] === '1' && !is_elsewhere && !is_foreign) return
    throw new SwathError(
      'cross_site_refused',
      `A session is used by the pages of this server alone, which send the header ${own_header}: 1; programs send a token`,
    )
  }

  #find(header = ''): string | undefined {
    const start = `${this.name}=`
    const found = header.split(/;\s*/).find((one) => one.startsWith(start))
    return found?.slice(start.length)
  }
}

const hostOf = (origin: string) => URL.parse(origin)?.host

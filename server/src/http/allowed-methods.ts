import type { FastifyInstance } from 'fastify'

/** Which methods a path has, of all routes that the server gets from now on. */
export class AllowedMethods {
  #routes: { methods: readonly string[]; path: RegExp }[] = []

  constructor(http: FastifyInstance) {
    http.addHook('onRoute', ({ method, url }) => {
      this.#routes.push({ methods: [method].flat(), path: patternOf(url) })
    })
  }

  /** In the order of the alphabet; none of a path that is not there. */
  of(path: string): string[] {
    const found = this.#routes.filter((route) => route.path.test(path)).flatMap(({ methods }) => methods)
    // Every path has OPTIONS, for browsers that ask beforehand.
    return [...new Set(found)].filter((method) => method !== 'OPTIONS').sort()
  }
}

/** As the router reads it: `:name` is one part of a path, `*` is the rest, and a slash at the end does not count. */
function patternOf(url: string): RegExp {
  const parts = url.replace(/\/$/, '').split(/(:\w+|\*)/)
  const source = parts.map((part) =>
    part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : RegExp.escape(part),
  )
  return new RegExp(`^${source.join('')}/?$`)
}

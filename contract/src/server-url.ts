import { z } from 'zod'

/** The address of a server, to which paths are appended: what follows a ? or # would swallow them. */
export const ServerUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !/[?#@]/.test(text), { error: 'must have no query, fragment or user in it' })

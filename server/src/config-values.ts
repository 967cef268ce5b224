// The forms in which settings are written in the environment, read into values.
import { isIP } from 'node:net'
import { z } from 'zod'

export const key = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, { message: 'must be 32 bytes in base64' })

/** An address, or a network such as 10.1.0.0/16. */
export const network = z.string().refine(
  (text) => {
    const [address, bits = '1', ...more] = text.split('/') as [string, string?]
    const longest = { 0: 0, 4: 32, 6: 128 }[isIP(address)]!
    return more.length === 0 && /^[1-9]\d*$/.test(bits) && Number(bits) <= longest
  },
  { message: 'must be addresses or networks such as 10.1.0.0/16' },
)

/** Other letters have several spellings, and a proxy may send any of them. */
const path_of_address = /^(\/[A-Za-z0-9._~-]+)*\/?$/
export const public_address = z.url({ protocol: /^https?$/ }).refine(
  (text) => {
    const url = URL.parse(text)
    // A value that is no address at all has been told.
    if (!url) return true
    const { pathname, search, hash, username, password } = url
    return path_of_address.test(pathname) && `${search}${hash}${username}${password}` === ''
  },
  {
    message:
      'must be http(s)://host or http(s)://host/path, with letters, digits, ., _, ~ and - in its path and nothing behind it',
  },
)

const forecast_form = 'must be http(s)://host/path, or file:///folder/file.json with three slashes'
/** With two slashes only, the first folder of a file would be its host. */
export const forecast_address = z
  .url({ protocol: /^(https?|file)$/, error: forecast_form })
  .refine((text) => /^(https?:|file:\/\/\/.)/.test(text), forecast_form)

/** Separated by commas. */
export function list(item: z.ZodType<string, string>) {
  const split = (text: string) => text.split(',').map((one) => one.trim())
  return z.string().transform(split).pipe(z.array(item)).default([])
}

export function json<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown
      } catch (error) {
        context.addIssue(`must be JSON: ${(error as Error).message}`)
        return z.NEVER
      }
    })
    .pipe(schema)
}

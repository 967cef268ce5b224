import { createRequire } from 'node:module'
import path from 'node:path'
import { csvLine } from '@swath/contract/csv'
import { SwathError } from '@swath/contract/errors'
import type { CommandFile, ImagingCommand } from '@swath/contract/planner-provider'
import { z } from 'zod'
import { acceptedOf } from '../answers/exports.ts'
import { CannotStart } from '../platform/cannot-start.ts'

/** The form of a command file that a mission system reads. */
export interface CommandFormat {
  /** Its name in settings and in `?format=`, and the extension of its files: small letters, digits, `-`. */
  name: string
  media_type: string
  /** Writes what a satellite of a provider is to do on a day, in order of time. */
  write: (file: CommandFile, provider: string) => string
}

const json: CommandFormat = {
  name: 'json',
  media_type: 'application/json',
  write: (file) => JSON.stringify(file),
}

const columns = [
  'start',
  'end',
  'lon',
  'lat',
  'off_nadir_deg',
  'capture_id',
  'order_id',
  'priority_class',
] as const satisfies readonly (keyof ImagingCommand)[]

const csv: CommandFormat = {
  name: 'csv',
  media_type: 'text/csv',
  write: ({ commands }) =>
    [csvLine(columns), ...commands.map((one) => csvLine(columns.map((column) => one[column])))].join(''),
}

/** The format in the settings of a provider. */
interface UsualFormat {
  provider: string
  command_format: string
}

/** The formats that this server knows: those above, and those that its operator has added. */
export class CommandFormats {
  readonly #known: readonly CommandFormat[]

  /** @throws CannotStart for two of one name */
  constructor(more: readonly CommandFormat[]) {
    this.#known = [json, csv, ...more]
    const names = this.#known.map(({ name }) => name)
    const twice = names.find((name, index) => names.indexOf(name) < index)
    if (twice !== undefined) throw new CannotStart(`There are two formats of command files called ${twice}`)
  }

  /**
   * The format that a request names, else one of those that it accepts: that of the provider if it may be.
   * @throws SwathError `invalid_request`, `not_acceptable`
   */
  choose(asked: string | undefined, accept: string | undefined, usual: UsualFormat): CommandFormat {
    if (asked !== undefined) return this.#named(asked)
    const first = this.#usual(usual)
    return acceptedOf(accept, [first, ...this.#known.filter((one) => one !== first)])
  }

  /** Says that there is no such format, if there is none. */
  problemOf(name: string): string | undefined {
    if (this.#find(name)) return undefined
    return `There is no format ${name} of command files; there are ${this.#known.map((one) => one.name).join(', ')}`
  }

  #named(name: string): CommandFormat {
    const found = this.#find(name)
    if (found) return found
    const message = this.problemOf(name)!
    const problems = [{ pointer: '?format', code: 'invalid_value', message }]
    throw new SwathError('invalid_request', message, { problems })
  }

  /** The format may have been removed since the settings were looked through. */
  #usual({ provider, command_format }: UsualFormat): CommandFormat {
    const found = this.#find(command_format)
    if (found) return found
    const where = `command_format in the settings of the provider ${provider}`
    const message = `${where}: ${this.problemOf(command_format)}; ?format= chooses one of them`
    throw new SwathError('invalid_request', message)
  }

  #find = (name: string) => this.#known.find((one) => one.name === name)
}

const Module = z.object({
  default: z.object({
    name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 small letters, digits and -'),
    media_type: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/, 'must be a media type such as application/xml'),
    write: z.custom<CommandFormat['write']>((value) => typeof value === 'function', 'must be a function'),
  }),
})

const require = createRequire(import.meta.url)

/** @param files modules whose default export is a format. @throws CannotStart with what is wrong with one */
export function loadFormats(files: readonly string[]): CommandFormat[] {
  return files.map((file) => {
    try {
      return Module.parse(require(path.resolve(file))).default
    } catch (error) {
      const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
      throw new CannotStart(`SWATH_COMMAND_FORMATS: ${file} is no format of command files: ${reason}`)
    }
  })
}

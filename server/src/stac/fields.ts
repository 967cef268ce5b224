import { Refusal } from '../http/parameter.ts'

/**
 * The fields of each item that are answered. Paths have dots between names; the last of a path may have some of its
 * own.
 */
export interface Fields {
  include: string[]
  exclude: string[]
}

// Without these there is no telling what it is; the validator of STAC counts on exactly them.
const always = ['id', 'collection', 'type', 'links']
const by_default = ['stac_version', 'geometry', 'bbox', 'assets', 'properties.datetime']

/** `a,-b` of a GET, or `{include, exclude}` of a POST. @throws Refusal */
export function readFields(raw: unknown): Fields {
  if (typeof raw === 'string') return readFieldText(raw)
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new Refusal('takes an object with include and exclude')
  }
  const { include, exclude, ...rest } = raw as Record<string, unknown>
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) throw new Refusal(`has no ${unknown}: expected include and exclude`)
  return { include: readPaths(include ?? []), exclude: readPaths(exclude ?? []) }
}

function readFieldText(text: string): Fields {
  const parts = text
    .split(',')
    .map((part) => part.trim().replace(/^\+/, ''))
    .filter(Boolean)
  const exclude = parts.filter((part) => part.startsWith('-')).map((part) => part.slice(1))
  const include = parts.filter((part) => !part.startsWith('-'))
  return { include: readPaths(include), exclude: readPaths(exclude) }
}

function readPaths(raw: unknown): string[] {
  if (!Array.isArray(raw) || !raw.every((path) => typeof path === 'string')) {
    throw new Refusal('takes lists of texts')
  }
  if (raw.length > max_fields) throw new Refusal(`takes at most ${max_fields} names, not ${raw.length}`)
  return raw
}

/** Each is looked for in each item. */
const max_fields = 1000

type Json = Record<string, unknown>

/**
 * The item with the fields that were asked for; where only those to leave out are named, everything else stays. Of two
 * paths that meet, the deeper one counts, then include.
 */
export function project(item: Json, { include, exclude }: Fields): Json {
  const kept = exclude.length > 0 ? Object.keys(item) : by_default
  const included = new Set([...always, ...(include.length > 0 ? include : kept)])
  const excluded = new Set(exclude.filter((path) => !include.includes(path) && !always.includes(path)))
  return pick(item, '', false, included, excluded) ?? {}
}

/** @param is_in whether what is said of the paths above lets everything below in */
function pick(
  value: Json,
  above: string,
  is_in: boolean,
  included: ReadonlySet<string>,
  excluded: ReadonlySet<string>,
): Json | undefined {
  const picked = Object.entries(value).flatMap(([name, part]) => {
    const path = above + name
    const here = excluded.has(path) ? false : included.has(path) || is_in
    // Links and lists are whole or not at all.
    if (!isObject(part)) return here ? [[name, part]] : []
    const inner = pick(part, `${path}.`, here, included, excluded)
    return inner || here ? [[name, inner ?? {}]] : []
  })
  return picked.length > 0 ? Object.fromEntries(picked) : undefined
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

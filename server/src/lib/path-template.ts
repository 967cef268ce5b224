import { type PathVariable, path_variables } from '@swath/contract/destinations'

const variable = /\{([^{}]*)\}/g
const names = Object.keys(path_variables) as PathVariable[]
/** The longest part of a path that file systems and stores take. */
const max_part_bytes = 255
const max_value_bytes = 200
/** The rest is for what stands in the place of the variables. */
const max_own_bytes = 100

/**
 * Says what is wrong with a template of paths, and what would be right; null if nothing is. A template that is fine
 * gives each file of each deliverable a path of its own, and none that leads anywhere else.
 */
export function templateProblem(template: string): string | null {
  const used = [...template.matchAll(variable)].map(([, name]) => name!)
  const unknown = used.filter((name) => !names.includes(name as PathVariable))
  if (unknown.length > 0) {
    return `There is no variable ${unknown.map((name) => `{${name}}`).join(', ')}; there are ${names.map((name) => `{${name}}`).join(', ')}`
  }
  const segments = template.replaceAll(variable, 'x').split('/')
  if (/[{}]/.test(template.replaceAll(variable, ''))) return 'A brace is not closed or not opened'
  if (segments.some((segment) => segment === '')) return 'It has a slash at an end, or two in a row'
  // Names with a dot in front are hidden, and are those of files that are not whole yet.
  if (template.split('/').some((segment) => segment.startsWith('.')))
    return 'No part of it may begin with a dot'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\\\u0000-\u001f\u007f]/.test(template)) return 'It has a backslash or a control character'
  const own = template.replaceAll(variable, '').split('/')
  if (own.some((part) => Buffer.byteLength(part) > max_own_bytes))
    return `A part of it has more than ${max_own_bytes} bytes besides its variables`
  if (!template.endsWith('{file_name}') || used.filter((name) => name === 'file_name').length !== 1) {
    return 'It must end with {file_name}, and have it nowhere else'
  }
  const has = (name: PathVariable) => used.includes(name)
  if (has('deliverable_id') || (has('capture_id') && has('processing_level'))) return null
  return 'Files of several deliverables would have one path: name {deliverable_id}, or {capture_id} and {processing_level}'
}

/** @param template one without a problem */
export function renderPath(template: string, values: Readonly<Record<PathVariable, string>>): string {
  const parts = template.split('/').map((part) => renderPart(part, values, max_value_bytes))
  return parts.join('/')
}

/** The longest value is cut first, so that ids stay whole; the name of a file has been cut already. */
function renderPart(part: string, values: Readonly<Record<PathVariable, string>>, max_bytes: number): string {
  const rendered = part.replaceAll(variable, (_, name: PathVariable) =>
    plainName(values[name], name === 'file_name' ? max_value_bytes : max_bytes),
  )
  const fits = Buffer.byteLength(rendered) <= max_part_bytes || max_bytes === 1
  return fits ? rendered : renderPart(part, values, max_bytes - 1)
}

/** A text as a part of a path: letters, digits, dots, hyphens and underscores, and no dot in front. */
export function plainName(text: string, max_bytes = max_value_bytes): string {
  const plain = text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^\.+/, '_')
  return firstBytes(plain, max_bytes) || '_'
}

/** As many whole letters as there is room for. */
function firstBytes(text: string, max_bytes: number): string {
  let [kept, bytes] = ['', 0]
  for (const letter of text) {
    bytes += Buffer.byteLength(letter)
    if (bytes > max_bytes) break
    kept += letter
  }
  return kept
}

import { plain } from './plain.ts'

/** Countries are found by their names in these. */
const languages =
  'ar be bg bn ca cs da de el en es et fa fi fr ga he hi hr hu id is it ja ka ko lt lv ms nb nl pl pt ro ru sk sl sr sv sw ta th tr uk ur vi zh'

const in_english = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** In English. */
export const countryOf = (code: string): string => in_english.of(code) ?? code

let known: Map<string, string[]> | undefined

/** The plain names of each country, by its code of ISO 3166-1. */
function namesByCode(): Map<string, string[]> {
  known ??= new Map(codes().map((code) => [code, [code.toLowerCase(), ...plainNamesOf(code)]]))
  return known
}

/** Two letters that stand for a country; those that stand for groups, or for nothing, have cities nowhere. */
function codes(): string[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  return letters.flatMap((one) => letters.map((other) => one + other)).filter((code) => in_english.of(code))
}

const speakers = languages
  .split(' ')
  .map((tag) => new Intl.DisplayNames(tag, { type: 'region', fallback: 'none' }))

const plainNamesOf = (code: string) => [
  ...new Set(speakers.flatMap((speaker) => plain(speaker.of(code) ?? '') || [])),
]

/** @param said plain: a name or a code */
export function codeNamed(said: string): string | undefined {
  return [...namesByCode()].find(([, names]) => names.includes(said))?.[0]
}

/** The countries of which a name begins so, and whether that is all of it. @param said plain */
export function codesNamed(said: string): { code: string; is_whole: boolean }[] {
  return [...namesByCode()].flatMap(([code, [, ...names]]) =>
    names.some((name) => name.startsWith(said)) ? [{ code, is_whole: names.includes(said) }] : [],
  )
}

import type { Place } from './place.ts'

/** The longest name of an order. */
const most_characters = 120

/**
 * Names the orders of these places, no two the same: by the name that is given, with a number where there are
 * several, or else as each place is called.
 * @param unnamed for places without a name
 */
export function namesOf(places: readonly Place[], given: string, unnamed: string): string[] {
  if (places.length === 1) return places.map((place) => given || ownNameOf(place) || unnamed)
  const names = places.map(
    (place, at) => (given ? '' : ownNameOf(place)) || numbered(given || unnamed, at + 1),
  )
  return toldApart(names)
}

/**
 * The name that drawing tools and KML give a place; a Shapefile knows capitals only. Some write an order as it will be
 * sent.
 */
export function ownNameOf({ properties }: Place): string {
  const named = Object.entries(properties).map(([key, value]) => [key.toLowerCase(), value] as const)
  const [name] = ['order_name', 'name'].flatMap((wanted) => named.find(([key]) => key === wanted)?.[1] ?? [])
  return typeof name === 'string' ? shortened(name.trim(), most_characters) : ''
}

function toldApart(names: readonly string[]): string[] {
  const taken = new Set<string>()
  const times = new Map<string, number>()
  return names.map((name) => {
    let own = name
    while (taken.has(own)) {
      const time = (times.get(name) ?? 1) + 1
      times.set(name, time)
      own = numbered(name, time)
    }
    taken.add(own)
    return own
  })
}

const numbered = (name: string, number: number) =>
  `${shortened(name, most_characters - ` ${number}`.length)} ${number}`

/** No half of a letter that takes two is left. */
const shortened = (name: string, length: number) =>
  name
    .slice(0, length)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()

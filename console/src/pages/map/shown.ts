/** The layers of the map. */
export interface Shown {
  orders: boolean
  captures: boolean
  images: boolean
  items: boolean
}

const shown_at_first: Shown = { orders: true, captures: true, images: true, items: false }
const names = Object.keys(shown_at_first) as (keyof Shown)[]
const none = 'none'

/** As an address has them, such as `orders,items`; nothing where they are those of the beginning. */
export function writeLayers(shown: Shown): string | undefined {
  if (names.every((name) => shown[name] === shown_at_first[name])) return undefined
  return names.filter((name) => shown[name]).join() || none
}

/** Without a word that is the name of one, those of the beginning. */
export function layersIn(text: string | undefined): Shown {
  const told = text?.split(',') ?? []
  if (!told.includes(none) && !names.some((name) => told.includes(name))) return shown_at_first
  return Object.fromEntries(names.map((name) => [name, told.includes(name)])) as unknown as Shown
}

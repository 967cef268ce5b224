/** What the address of a page says besides its path. Whatever it does not know it leaves out. */
type Raw = Record<string, unknown>

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

function only<Name extends string>(given: Record<Name, string | undefined>): { [name in Name]?: string } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [name in Name]?: string
  }
}

export const readOrdersSearch = ({ query, state, sku }: Raw) =>
  only({ query: text(query), state: text(state), sku: text(sku) })

export const readNewOrderSearch = ({ sku, item, collection }: Raw) =>
  only({ sku: text(sku), item: text(item), collection: text(collection) })

export const readArchiveSearch = ({ from, until, clouds, collection, bbox }: Raw) =>
  only({
    from: text(from),
    until: text(until),
    clouds: text(clouds),
    collection: text(collection),
    bbox: text(bbox),
  })

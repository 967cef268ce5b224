/** A value of a query: several values are a list, a geometry is GeoJSON. */
export type QueryValue = string | number | boolean | Date | object | readonly (string | number)[] | undefined

export type Query = Readonly<Record<string, QueryValue>>

/** `?name=value...`, or nothing where there is nothing to say. */
export function search(query: object): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query) as [string, QueryValue][]) {
    if (value !== undefined) parameters.set(name, write(value))
  }
  return parameters.size === 0 ? '' : `?${parameters}`
}

function write(value: Exclude<QueryValue, undefined>): string {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(writeItem).join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Quotes keep a comma from ending a value. */
const writeItem = (item: string | number) => (typeof item === 'number' ? String(item) : `"${item}"`)

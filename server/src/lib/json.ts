/**
 * Writes a value that was read from JSON in one spelling (RFC 8785): no white space, names in the order of their code
 * units.
 */
export function canonicalJson(value: unknown): string {
  if (isPlain(value)) return JSON.stringify(value)
  // Most lists are positions.
  if (Array.isArray(value)) {
    return value.every(isPlain) ? JSON.stringify(value) : `[${value.map(canonicalJson).join(',')}]`
  }
  const members = Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, part]) => `${JSON.stringify(name)}:${canonicalJson(part)}`).join(',')}}`
}

const isPlain = (value: unknown) => typeof value !== 'object' || value === null

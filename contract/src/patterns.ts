/** `*` stands for any number of characters. No regular expression: one with many stars could take for ever. */
export function matchesPattern(name: string, pattern: string): boolean {
  const [first, ...parts] = pattern.split('*') as [string, ...string[]]
  const last = parts.pop()
  if (last === undefined) return name === pattern
  if (!name.startsWith(first) || !name.endsWith(last)) return false
  let place = first.length
  for (const part of parts) {
    const found = name.indexOf(part, place)
    if (found < 0) return false
    place = found + part.length
  }
  return place <= name.length - last.length
}

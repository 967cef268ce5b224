// The two kinds of elements that UBL has.

/** An element of a value. */
export function text(name: string, value: string, attributes: Record<string, string> = {}): string {
  const written = Object.entries(attributes).map(([key, one]) => ` ${key}="${escaped(one)}"`)
  return `<cbc:${name}${written.join('')}>${escaped(value)}</cbc:${name}>`
}

/** An element of others; what is nothing is left out. */
export const group = (name: string, ...inside: (string | false | null | undefined | '')[]) =>
  `<cac:${name}>${inside.filter((part) => part).join('')}</cac:${name}>`

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML 1.0 has no way to write most control characters, nor halves of a pair. */
const escaped = (value: string) =>
  value
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => entities[character]!)

/** Characters that a terminal obeys, or that make it show a text in another order: all but tabs and line breaks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** A text that only shows: what a terminal would obey is there as a sign of its own. */
export function printable(text: string): string {
  return text.replaceAll(obeyed, signOf)
}

/** Likewise, on one line. */
export function printableLine(text: string): string {
  return printable(text.replaceAll('\n', signOf))
}

/** JSON that only shows, and that says what it said. */
export function json(value: unknown, indent?: number): string {
  const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value, null, indent).replaceAll(/[\u007f-\uffff]/g, (letter) =>
    letter === printable(letter) ? letter : escaped(letter),
  )
}

/** Unicode has a picture for each of the oldest ones. */
function signOf(letter: string): string {
  const code = letter.charCodeAt(0)
  if (code === 0x7f) return '\u2421'
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd'
}

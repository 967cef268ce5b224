const code = (character: string) => character.charCodeAt(0)
const quote = code('"')
const backslash = code('\\')
const blank = code(' ')
const [list_opens, list_closes] = [code('['), code(']')]
const [object_opens, object_closes] = [code('{'), code('}')]

/**
 * The weight of a value is told by the byte with which it begins or ends. A comma is one more entry; a colon makes a
 * name, which weighs 8, of a text, which weighs 3.
 */
const weights = new Uint8Array(256)
for (const [character, weight] of Object.entries({
  '[': 1,
  ']': 1,
  '{': 1,
  '}': 1,
  ',': 1,
  '"': 3,
  ':': 5,
})) {
  weights[code(character)] = weight
}

/**
 * Weighs how much work JSON is to read, from its bytes before it is read; a little more than `most` as soon as it is
 * more. Text that is nested deeper than `depth` is blanked in them: it weighs nothing, and what is left of it is still
 * too deep for whoever asked.
 */
export function weighJson(json: Uint8Array, depth: number, most = Number.MAX_SAFE_INTEGER): number {
  let weight = 0
  let open = 0
  let deep_from = 0
  for (let at = 0; at < json.length && weight <= most; at++) {
    const byte = json[at]!
    // Most of it is digits.
    if (weights[byte] === 0) continue
    if (isClosing(byte) && open-- === depth + 1) json.fill(blank, deep_from, at)
    if (open <= depth) weight += weights[byte]!
    if (isOpening(byte) && open++ === depth) deep_from = at + 1
    if (byte === quote) at = endOfText(json, at)
  }
  if (open > depth) json.fill(blank, deep_from)
  return weight
}

const isOpening = (byte: number) => byte === list_opens || byte === object_opens
const isClosing = (byte: number) => byte === list_closes || byte === object_closes

function endOfText(json: Uint8Array, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1
  return at
}

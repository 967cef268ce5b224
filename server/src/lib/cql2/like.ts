type Piece = 'any' | 'one' | { character: string }

/** LIKE: % is any text, _ is one character, and a backslash takes their meaning from them. */
export function matchesPattern(text: string, pattern: string): boolean {
  const characters = [...text]
  const pieces = piecesOf(pattern)
  let at = 0
  let next = 0
  // The place of the last %, and the length of the text that it has taken: only that one is ever tried again.
  let any_at = -1
  let taken = 0
  while (at < characters.length) {
    const piece = pieces[next]
    if (piece === 'any') {
      any_at = next++
      taken = at
    } else if (piece !== undefined && fits(piece, characters[at]!)) {
      at++
      next++
    } else if (any_at >= 0) {
      at = ++taken
      next = any_at + 1
    } else return false
  }
  return pieces.slice(next).every((piece) => piece === 'any')
}

const fits = (piece: Exclude<Piece, 'any'>, character: string) =>
  piece === 'one' || piece.character === character

function piecesOf(pattern: string): Piece[] {
  const found = pattern.match(/\\[\s\S]|[\s\S]/gu) ?? []
  return found.map((written) => {
    if (written === '%') return 'any'
    return written === '_' ? 'one' : { character: written.length > 1 ? written.replace('\\', '') : written }
  })
}

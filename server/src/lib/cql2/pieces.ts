/**
 * SQL with holes for its values: text[0] value[0] text[1] ... , so text is one longer than values. Whoever has
 * a database turns it into a template of theirs: `sql(pieces.text, ...pieces.values)`.
 */
export interface SqlPieces {
  text: string[]
  values: unknown[]
}

/** SQL that our own code wrote, never anything of a request. */
export function raw(text: string): SqlPieces {
  return { text: [text], values: [] }
}

/** The value, of a type that is told to the database. */
export function bind(value: string | number, type: string): SqlPieces {
  return { text: ['', `::${type}`], values: [value] }
}

/** A template of SQL whose holes are pieces themselves. */
export function sql(strings: TemplateStringsArray, ...parts: SqlPieces[]): SqlPieces {
  const all: SqlPieces = { text: [strings[0]!], values: [] }
  for (const [index, part] of parts.entries()) {
    append(all, part)
    append(all, raw(strings[index + 1]!))
  }
  return all
}

export function join(parts: readonly SqlPieces[], separator: string): SqlPieces {
  const all = raw('')
  for (const [index, part] of parts.entries()) {
    if (index > 0) append(all, raw(separator))
    append(all, part)
  }
  return all
}

function append(all: SqlPieces, { text, values }: SqlPieces): void {
  all.text[all.text.length - 1] += text[0]!
  for (const piece of text.slice(1)) all.text.push(piece)
  for (const value of values) all.values.push(value)
}

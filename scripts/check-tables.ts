// Tables have owners: `<noun>/schema.sql` says which. Only the folder of a noun writes what it owns. Looked at is the SQL of
// source files, and that of the functions of the database.
import { dirname } from 'node:path'
import ts from 'typescript'

export interface Text {
  file: string
  text: string
}
/** A piece of SQL, and where it begins in its file. */
interface Piece {
  sql: string
  at: number
}

/** @param texts all of the server, with `schema.sql` of every noun. @returns what is against the rule, as lines for people */
export function tablesOfOthers(texts: readonly Text[]): string[] {
  const owners = new Map(texts.flatMap(owned))
  return texts.flatMap(({ file, text }) =>
    piecesOf(file, text).flatMap(({ sql, at }) =>
      writtenIn(sql).flatMap(({ name, index }) => {
        const owner = owners.get(name)
        if (owner === undefined || file.startsWith(`${owner}/`)) return []
        return [`${file}:${lineAt(text, at + index)} writes ${name}, which only ${owner} may write`]
      }),
    ),
  )
}

const lineAt = (text: string, at: number) => text.slice(0, at).split('\n').length

function owned({ file, text }: Text): [table: string, folder: string][] {
  if (!file.endsWith('/schema.sql')) return []
  return [...text.matchAll(/^create (?:unlogged )?table (\w+)/gm)].map(([, name]) => [name!, dirname(file)])
}

function writtenIn(sql: string): { name: string; index: number }[] {
  const written = /\b(?:insert\s+into|update(?:\s+only)?|delete\s+from|merge\s+into|truncate)\s+(\w+)/gi
  return [...withoutTexts(sql).matchAll(written)].map(({ 1: name, index }) => ({ name: name!, index }))
}

/** Texts and comments hold words that are no SQL; blanks in their place leave every line where it is. */
function withoutTexts(sql: string): string {
  return sql.replace(/--.*|'[^']*'/g, (found) => found.replace(/[^\n]/g, ' '))
}

function piecesOf(file: string, text: string): Piece[] {
  if (file.endsWith('/schema.sql')) return [{ sql: text, at: 0 }]
  if (!file.endsWith('.ts') || !/\bsql\b|\binsertInto\b|\btable:/.test(text)) return []
  const pieces: Piece[] = []
  const visit = (node: ts.Node) => {
    const piece = pieceAt(node)
    if (piece) pieces.push(piece)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  return pieces
}

function pieceAt(node: ts.Node): Piece | undefined {
  if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'sql') return templatePiece(node.template)
  const table = insertedInto(node) ?? entityTable(node)
  return table && { sql: `insert into ${table.text}`, at: table.getStart() }
}

/** What is put in is looked at as a piece of its own. */
function templatePiece(template: ts.TemplateLiteral): Piece {
  const at = template.getStart()
  if (ts.isNoSubstitutionTemplateLiteral(template)) return { sql: template.getText(), at }
  const blanks = ({ expression }: ts.TemplateSpan) => expression.getFullText().replace(/[^\n]/g, ' ')
  const spans = template.templateSpans.map((span) => blanks(span) + span.literal.getText())
  return { sql: template.head.getText() + spans.join(''), at }
}

function insertedInto(node: ts.Node): ts.StringLiteral | undefined {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'insertInto') return undefined
  const [table] = node.arguments
  return table && ts.isStringLiteral(table) ? table : undefined
}

/** Whoever has the entity writes its rows (platform/transition.ts). */
function entityTable(node: ts.Node): ts.StringLiteral | undefined {
  if (!ts.isPropertyAssignment(node) || node.name.getText() !== 'table') return undefined
  return ts.isStringLiteral(node.initializer) ? node.initializer : undefined
}

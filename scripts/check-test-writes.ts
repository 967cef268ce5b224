// Tests write into tables of states through `overwrite` alone (server/test/tables.ts), which has them say why: otherwise
// they would test states that the server itself can never reach.
import ts from 'typescript'
import { type Text, writtenIn } from './check-tables.ts'

/** Its statements are there to be refused. */
const MAY_TRY = ['server/test/tenancy.test.ts']

/**
 * @param sources the server, whose entities name the tables of states
 * @returns the writes of tests that go past `overwrite`, as lines for people
 */
export function writesPastOverwrite(sources: readonly Text[], tests: readonly Text[]): string[] {
  const tables = new Set(sources.flatMap(entityTables))
  return tests.filter(({ file }) => !MAY_TRY.includes(file)).flatMap((test) => pastOverwrite(test, tables))
}

/** `export const orderEntity = { table: 'orders', ... }` */
function entityTables({ text }: Text): string[] {
  return [...text.matchAll(/\bEntity\b[^;]*?\btable: '(\w+)'/g)].map(([, table]) => table!)
}

function pastOverwrite({ file, text }: Text, tables: ReadonlySet<string>): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'overwrite') return
    const table = isText(node) && writtenIn(node.text).find(({ name }) => tables.has(name))?.name
    if (table) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      found.push(
        `${file}:${line + 1} writes ${table}: tests do that through overwrite() of server/test/tables.ts`,
      )
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The pieces of a template are looked at each by itself. */
function isText(node: ts.Node): node is ts.LiteralLikeNode {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddle(node) ||
    ts.isTemplateTail(node)
  )
}

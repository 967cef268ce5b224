import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { checkDocuments } from './check-documents.ts'

const root = mkdtempSync(join(tmpdir(), 'swath-documents-'))
after(() => rmSync(root, { recursive: true, force: true }))

const ARCHITECTURE = `# Architecture

\`\`\`
contract/    THE WORDS  of orders
server/src/  THE TRUTH
  reactions.ts  what follows
  orders/       each: service.ts
\`\`\`

| \`service.ts\` | does | never |

## A flow

\`\`\`
orders/service.ts   orders.place()   OrderReceived -> orders.assess, orders.progress
                    job orders.progress
\`\`\`
`
const SOUND = {
  'ARCHITECTURE.md': ARCHITECTURE,
  'README.md':
    'See [the flow](ARCHITECTURE.md#a-flow), `orders/*.ts`, `contract/src/<noun>.ts` and `DATABASE/x`.',
  'docs/guides/one.md':
    '[Up](../../README.md), [away](https://example.com), <img src="../a.png">\n```sh\nscripts/x.ts\n```',
  'docs/a.png': '',
  'docs/two.md': '`PATCH /v2/orders/{id}`',
  'docs/openapi.json': '{"paths": {"/v2/orders/{order_id}/": {"patch": {}}}}',
  'contract/src/orders.ts': '',
  'server/src/orders/service.ts': '',
  'server/src/reactions.ts': `export const reactions = {
  OrderReceived: ['orders.assess', 'orders.progress'],
  OrderAccepted: [
    'orders.plan',
  ],
}
type RequestedJob = 'ledger.settle'`,
}

function plant(files: Record<string, string>): void {
  rmSync(root, { recursive: true, force: true })
  for (const [file, text] of Object.entries({ ...SOUND, ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
}

test('documents that tell what is there have nothing to answer for', () => {
  plant({})
  assert.deepEqual(checkDocuments(root), [])
})

const architecture = (from: string, to: string) => ({ 'ARCHITECTURE.md': ARCHITECTURE.replace(from, to) })
const lies: [promise: string, files: Record<string, string>, complaint: string][] = [
  [
    'a path from the root',
    { 'README.md': 'See\n`server/src/ordres/`' },
    'README.md:2 names server/src/ordres/, which is not there',
  ],
  [
    'a file in some folder',
    { 'README.md': '`orders/rules.ts`' },
    'README.md:1 names orders/rules.ts, which is not there',
  ],
  [
    'a file with a variable name',
    { 'docs/a.md': '`orders/<kind>.sql`' },
    'docs/a.md:1 names orders/<kind>.sql, which is not there',
  ],
  [
    'a link to no file',
    { 'docs/a.md': '[there](README.md)' },
    'docs/a.md:1 links to README.md, which is not there',
  ],
  [
    'a picture that nobody sees',
    { 'docs/images/console/old.png': '', 'docs/images/new.png': '', 'docs/b.md': '![new](images/new.png)' },
    'docs/images/console/old.png is shown by no document',
  ],
  [
    'a link to no heading',
    { 'README.md': '[there](ARCHITECTURE.md#the-flow)' },
    'README.md:1 links to ARCHITECTURE.md#the-flow: no heading is called so',
  ],
  [
    'a test that there is not',
    {
      'server/src/orders/rules.test.ts': "test('an order is refused')",
      'docs/a.md':
        '| a | `server/src/orders/rules.test.ts`: an order is refused |\n| b | `server/src/orders/rules.test.ts`: it is taken |',
    },
    'docs/a.md:2 names the test "it is taken", which server/src/orders/rules.test.ts does not have',
  ],
  [
    'an event that there is not',
    { 'docs/a.md': 'then `OrderRecieved` follows' },
    'docs/a.md:1 tells of OrderRecieved, which is no event (server/src/reactions.ts)',
  ],
  [
    'an endpoint that there is not',
    { 'docs/a.md': '`DELETE /v2/orders/{order_id}`' },
    'docs/a.md:1 tells of DELETE /v2/orders/{order_id}, which is no endpoint (docs/openapi.json)',
  ],
  [
    'a job that there is not',
    architecture('job orders.progress', 'job ledger.charge'),
    'ARCHITECTURE.md:16 tells of ledger.charge, which is no job (server/src/reactions.ts)',
  ],
  [
    'a job of another event',
    architecture('-> orders.assess', '-> orders.plan'),
    'ARCHITECTURE.md:15 tells that orders.plan follows OrderReceived, which it does not (server/src/reactions.ts)',
  ],
  [
    'a folder that is elsewhere',
    architecture('  orders/ ', '  src/ orders/ '),
    'ARCHITECTURE.md:7 shows src/ in server/src/, which is not there',
  ],
  [
    'a folder of the server that the tree does not show',
    { 'server/src/feed/store.ts': '' },
    'ARCHITECTURE.md:1 does not show server/src/feed/',
  ],
  [
    'a file name that many folders have and the table does not',
    {
      ...architecture('  orders/ ', '  orders/ a/ b/ c/ d/ e/ '),
      ...Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`server/src/${name}/jobs.ts`, ''])),
    },
    'ARCHITECTURE.md:1 does not say what jobs.ts does, which 5 folders have',
  ],
]
for (const [promise, files, complaint] of lies) {
  test(`reported is ${promise}`, () => {
    plant(files)
    assert.deepEqual(checkDocuments(root), [complaint])
  })
}

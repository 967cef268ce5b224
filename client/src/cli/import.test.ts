import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { demo_contracts } from '../../../server/src/contracts/demo.ts'
import { TestApp } from '../../../server/test/app.ts'
import { onOneDatabase } from '../../../server/test/databases.ts'
import { sidecarOf } from './sidecar.ts'
import { SwathCommand } from './swath.testing.ts'

let last_id = 700_000
const aTask = (more = {}) => ({
  task_id: ++last_id,
  task_name: 'from a file',
  project_name: 'files',
  product: 169,
  target: { type: 'Point', coordinates: [2.35, 48.85] },
  start: '2025-01-01T00:00:00Z',
  end: '2025-01-08T00:00:00Z',
  created_time: '2024-12-30T12:00:00Z',
  status: 'completed',
  ...more,
})
const jsonLines = (lines: readonly unknown[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let door: Server
  let command: SwathCommand
  let folder: string
  /** Runs with the n-th import, counted from 1, once the server has stored it; the answer waits for it. */
  let atImport: (count: number) => unknown = () => undefined
  let imports = 0
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    folder = await mkdtemp(path.join(tmpdir(), 'swath-cli-'))
    door = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const { method, url, headers } = request
      const payload = Buffer.concat(chunks)
      const answer = await swath.app.http.inject({ method: method as 'GET', url: url!, headers, payload })
      if (url === '/ops/v1/imports') await atImport(++imports)
      response
        .writeHead(answer.statusCode, { 'content-type': answer.headers['content-type'] })
        .end(answer.rawPayload)
    }).listen(0, '127.0.0.1')
    await once(door, 'listening')
    command = new SwathCommand(folder, {
      SWATH_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
      SWATH_CLIENT_ID: 'operator',
      SWATH_CLIENT_SECRET: 'a secret of the tests',
    })
  })
  after(async () => {
    door.close()
    door.closeAllConnections()
    await swath.close()
    await rm(folder, { recursive: true })
  })

  const run: SwathCommand['run'] = (args, given) => command.run(args, given)

  async function fileOf(name: string, content: string | Buffer) {
    const file = path.join(folder, name)
    await writeFile(file, content)
    return file
  }
  const to = (file: string, kind = 'tasks', source = 'old') => [
    'import',
    kind,
    file,
    '--contract',
    demo_contracts.demo,
    '--source',
    source,
  ]

  test('a file of JSON Lines becomes orders, and the same file again changes nothing', async () => {
    const tasks = [aTask(), aTask(), aTask()]
    const file = await fileOf('tasks.jsonl', jsonLines(tasks))
    const first = await run([...to(file), '--batch', '2'])
    assert.deepEqual(JSON.parse(first.out), { created: 3, updated: 0, unchanged: 0, refused: 0 })
    assert.deepEqual([first.code, first.error], [0, ''])
    assert.equal((await swath.order(String(tasks[2]!.task_id))).properties.order_name, 'from a file')
    const again = await run(to(file))
    assert.deepEqual(JSON.parse(again.out), { created: 0, updated: 0, unchanged: 3, refused: 0 })
    assert.equal(existsSync(sidecarOf(file)), false)
  })

  test('CSV, packed or through the standard input, is the same, with the geometry as GeoJSON or WKT', async () => {
    const head = 'task_id,task_name,project_name,product,target,start,end,created_time,status,closed_time'
    const row = (target: string) =>
      `${++last_id},"a, b",files,169,${target},2025-01-01T00:00:00Z,2025-01-08 00:00:00+00,2024-12-30T00:00:00,completed,\r\n`
    const csv = `\uFEFF${head}\r\n${row('POINT (2.35 48.85)')}${row('"{""type"":""Point"",""coordinates"":[1,2]}"')}`
    const packed = await fileOf('tasks.csv.gz', gzipSync(csv))
    assert.equal(JSON.parse((await run(to(packed))).out).created, 2)
    const piped = await run([...to('-'), '--format', 'csv'], { input: csv })
    assert.equal(JSON.parse(piped.out).unchanged, 2)
    const { geometry, properties } = await swath.order(String(last_id))
    assert.deepEqual(geometry, { type: 'Point', coordinates: [1, 2] })
    assert.equal(properties.order_name, 'a, b')
  })

  test('every refused line is reported with its number, itself and why, and the others are imported', async () => {
    const lines = `${jsonLines([aTask()])}not json\n\n${jsonLines([aTask({ product: 1 }), aTask({ task_name: 'a\0b' }), aTask()])}`
    const file = await fileOf('mixed.jsonl', lines)
    const report = path.join(folder, 'refused.jsonl')
    const { code, out } = await run([...to(file), '--report', report])
    assert.deepEqual(JSON.parse(out), { created: 2, updated: 0, unchanged: 0, refused: 3 })
    assert.equal(code, 1)
    const told = (await readFile(report, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(told.map((one) => [one.line, one.problems[0].code]).toSorted(), [
      [2, 'unreadable'],
      [4, 'sku_not_in_contract'],
      [5, 'unstorable_text'],
    ])
    assert.equal(told.find((one) => one.line === 2).text, 'not json')
    assert.equal(told.find((one) => one.line === 4).text.product, 1)
  })

  test('several files are imported one after the other, and told as one', async () => {
    const [first, second] = [
      await fileOf('1.jsonl', `${jsonLines([aTask()])}no\n`),
      await fileOf('2.jsonl', 'no\n'),
    ]
    const report = path.join(folder, 'of-several.jsonl')
    const args = to(first).toSpliced(3, 0, second)
    const { out } = await run([...args, '--report', report])
    assert.deepEqual(JSON.parse(out), { created: 1, updated: 0, unchanged: 0, refused: 2 })
    const told = (await readFile(report, 'utf8')).trim().split('\n')
    assert.deepEqual(
      told.map((line) => JSON.parse(line)).map(({ file, line }) => [file, line]),
      [
        [first, 2],
        [second, 1],
      ],
    )
  })

  test('a dry run stores nothing', async () => {
    const task = aTask()
    const file = await fileOf('dry.jsonl', jsonLines([task]))
    assert.equal(JSON.parse((await run([...to(file), '--dry-run'])).out).created, 1)
    assert.equal((await swath.call('demo', 'GET', `/v2/orders/${task.task_id}`)).status, 404)
  })

  test('an import that was killed goes on behind the last line that was acknowledged, or starts again', async () => {
    const tasks = Array.from({ length: 40 }, () => aTask())
    const file = await fileOf('long.jsonl', jsonLines(tasks))
    const args = [...to(file), '--batch', '5']
    const child = command.start(args)
    imports = 0
    const ended = once(child, 'close')
    atImport = async (count) => {
      if (count !== 4) return
      child.kill('SIGKILL')
      await ended
    }
    await ended
    atImport = () => undefined
    assert.equal(imports, 4)
    const place = JSON.parse(await readFile(sidecarOf(file), 'utf8'))
    assert.equal(place.line, 15)
    imports = 0
    const resumed = await run([...args, '--resume'])
    // The import that was stored but never acknowledged is sent again, and is not stored again.
    assert.deepEqual(JSON.parse(resumed.out), { created: 35, updated: 0, unchanged: 5, refused: 0 })
    assert.equal(imports, 5)
    assert.equal(existsSync(sidecarOf(file)), false)
    assert.equal(JSON.parse((await run(args)).out).unchanged, 40)
    const { body } = await swath.call('demo', 'GET', '/v2/orders/?project_name=files&limit=1000')
    const ids = body.features.map(
      (one: { properties: { parameters: { task_id: number } } }) => one.properties.parameters.task_id,
    )
    assert.equal(new Set(ids).size, ids.length)
  })

  test('lines that are no UTF-8 are refused alone, and taken in the encoding that the command is told', async () => {
    const named = (task_name: string) => aTask({ task_name, target: 'POINT (2.35 48.85)' })
    const tasks = [named('Troms\u00f8 \u20ac 5'), named('plain'), named('\u00c5rhus')]
    const columns = Object.keys(tasks[0]!) as (keyof (typeof tasks)[number])[]
    const csv = [columns, ...tasks.map((task) => columns.map((name) => task[name]))].map((row) => row.join())
    // Windows has the euro where Latin 1 has a control character.
    const bytes = (text: string) => Buffer.from(text.replaceAll('\u20ac', '\x80'), 'latin1')
    const report = path.join(folder, 'undecodable.jsonl')
    for (const [name, text] of [
      ['windows.csv', csv.join('\r\n')],
      ['windows.jsonl', jsonLines(tasks)],
    ] as const) {
      const file = await fileOf(name, bytes(text))
      const first = name.endsWith('csv') ? 2 : 1
      const source = to(file, 'tasks', 'dry')
      const strict = await run([...source, '--dry-run', '--report', report])
      assert.deepEqual(
        [strict.code, JSON.parse(strict.out).refused, JSON.parse(strict.out).created],
        [1, 2, 1],
      )
      assert.match(strict.error, new RegExp(`^Line ${first} is not UTF-8. .*--encoding windows-1252\n$`))
      const refused = (await readFile(report, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      assert.deepEqual(
        refused.map(({ line, problems }) => [line, problems[0].code]),
        [
          [first, 'unreadable'],
          [first + 2, 'unreadable'],
        ],
      )
      assert.match(refused[0].problems[0].message, /Not UTF-8: see byte \d+/)
    }
    const file = path.join(folder, 'windows.csv')
    const told = await run([...to(file), '--encoding', 'windows-1252'])
    assert.deepEqual([told.code, JSON.parse(told.out).created, told.error], [0, 3, ''])
    for (const { task_id, task_name } of tasks) {
      assert.equal((await swath.order(String(task_id))).properties.order_name, task_name)
    }
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(jsonLines(tasks), 'utf16le')])
    const again = await run([...to(await fileOf('wide.jsonl', wide)), '--encoding', 'utf-16le'])
    assert.equal(JSON.parse(again.out).unchanged, 3)
    const unknown = await run([...to(file), '--encoding', 'klingon'])
    assert.match(unknown.error, /windows-1252/)
  })

  test('what is typed wrongly, cannot be read or cannot be reached ends with 2 and a sentence', async () => {
    const file = await fileOf('one.jsonl', jsonLines([aTask()]))
    const wrong: [string[], Record<string, string>, RegExp][] = [
      [to(file, 'things'), {}, /tasks, captures, scenes, consumptions/],
      [['import', 'tasks', file], {}, /--contract/],
      [[...to(file), '--batch', '2000'], {}, /1 to 1000/],
      [to(path.join(folder, 'nowhere.jsonl')), {}, /nowhere/],
      [
        to(await fileOf('cut.jsonl.gz', gzipSync(jsonLines([aTask()])).subarray(0, 60))),
        {},
        /unexpected end/,
      ],
      [to(await fileOf('broken.csv.gz', 'this is not packed')), {}, /header/],
      [to(file), { SWATH_CLIENT_SECRET: 'wrong' }, /credential|secret/i],
      [to(file), { SWATH_CLIENT_ID: 'demo' }, /operator/],
      [to(file), { SWATH_URL: '' }, /SWATH_URL/],
    ]
    for (const [args, env, sentence] of wrong) {
      const { code, out, error } = await run(args, { env })
      assert.deepEqual([code, out], [2, ''], error)
      assert.match(error, sentence)
    }
  })
})

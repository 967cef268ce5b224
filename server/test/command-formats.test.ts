// Command files in a format that an operator has added: the one of the guide.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { CommandFormats, loadFormats } from '../src/planning/command-formats.ts'
import { aPointOrder, type TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { openOwn, planOwn, pointAt } from './own-constellation.ts'

const guide = path.join(import.meta.dirname, '../../docs/guides/planning.md')

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let folder: string
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-formats-'))
    const [, module] = /```js\n([\s\S]*?)```/.exec(await readFile(guide, 'utf8'))!
    const file = path.join(folder, 'timeline.mjs')
    await writeFile(file, module!)
    const config = { SWATH_COMMAND_FORMATS: file }
    swath = await openOwn(await openDatabase(), { settings: { command_format: 'timeline' }, config })
  })
  after(async () => {
    await swath.close()
    await rm(folder, { recursive: true })
  })

  const ask = (target: string, accept?: string) =>
    swath.call('operator', 'GET', target, undefined, accept ? { accept } : {})

  test('a format of one file is that of the provider which chooses it, and others are there beside it', async () => {
    await swath.place({ ...aPointOrder(), geometry: pointAt(10, 45) })
    await swath.drain()
    const { files } = await planOwn(swath)
    const { satellite_name, date, commands } = files[0]!
    const target = `/ops/v1/providers/own/commands/${satellite_name}/${date}`
    const usual = await ask(target)
    assert.equal(usual.headers['content-type'], 'application/xml; charset=utf-8')
    assert.match(String(usual.headers['content-disposition']), /commands-\d{4}-\d\d-\d\d\.timeline"/)
    const [{ capture_id, start, end, lon, lat }] = commands as [(typeof commands)[0]]
    assert.equal(
      String(usual.body),
      `<timeline provider="own" satellite="OWN-1" day="${date}">
  <image id="${capture_id}" from="${start}" to="${end}" lon="${lon}" lat="${lat}"/>
</timeline>
`,
    )
    assert.deepEqual((await ask(`${target}?format=timeline`, 'application/json')).body, usual.body)
    for (const json of [await ask(`${target}?format=json`), await ask(target, 'application/json')])
      assert.deepEqual(json.body, { satellite_name, date, commands })
    const csv = await ask(target, 'text/csv')
    assert.match(
      String(csv.body),
      /^start,end,lon,lat,off_nadir_deg,capture_id,order_id,priority_class\r\n2026/,
    )
    assert.equal((await ask(target, 'image/png')).status, 406)
    const unknown = await ask(`${target}?format=morse`)
    assert.equal(unknown.status, 400)
    assert.match(unknown.body.message, /no format morse of command files; there are json, csv, timeline/)
  })

  test('settings that name a format which is not there are refused, and one that was removed is told', async () => {
    const { settings } = (await ask('/ops/v1/providers/own')).body
    const change = (command_format: string) =>
      swath.call('operator', 'PATCH', '/ops/v1/providers/own', { settings: { ...settings, command_format } })
    const refused = await change('morse')
    assert.deepEqual([refused.status, refused.body.errors[0].pointer], [400, '/settings/command_format'])
    assert.equal((await change('csv')).status, 200)
    await swath.addProvider({
      name: 'other',
      kind: 'planner',
      settings: { ...settings, command_format: 'morse' },
    })
    const target = '/ops/v1/providers/other/commands/OWN-1/2026-06-01'
    const { status, body } = await ask(target)
    assert.equal(status, 400)
    assert.match(
      body.message,
      /command_format in the settings of the provider other: There is no format morse .* json, csv, timeline/,
    )
    assert.equal(body.errors, undefined, 'nothing is wrong with the request')
    assert.equal((await ask(`${target}?format=csv`)).status, 200)
  })

  test('a module that is no format stops the start, and says what is wrong with it', async () => {
    const wrong: Record<string, RegExp> = {
      'export const name = 1': /default/,
      "export default { name: 'Two words', media_type: 'text/plain', write: () => '' }":
        /must be 1 to 40 small letters/,
      "export default { name: 'x', media_type: 'plain', write: () => '' }": /must be a media type/,
      "export default { name: 'x', media_type: 'text/plain', write: 'no' }": /must be a function/,
      'export default {': /Unexpected/,
    }
    for (const [index, [text, words]] of Object.entries(wrong).entries()) {
      const file = path.join(folder, `wrong-${index}.mjs`)
      await writeFile(file, text)
      assert.throws(() => loadFormats([file]), words, text)
      assert.throws(() => loadFormats([file]), /SWATH_COMMAND_FORMATS: .*wrong-/, text)
    }
    assert.throws(() => loadFormats([path.join(folder, 'nowhere.mjs')]), /nowhere\.mjs is no format/)
    const again = { name: 'csv', media_type: 'text/csv', write: () => '' }
    assert.throws(() => new CommandFormats([again]), /two formats of command files called csv/)
  })
})

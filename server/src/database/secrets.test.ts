import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { Secrets } from './secrets.ts'

const newKey = () => randomBytes(32).toString('base64')
let folder: string
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'swath-secrets-'))
})
after(() => rm(folder, { recursive: true }))

test('what is encrypted is read again in its place, and neither elsewhere, nor changed, nor with another key', async () => {
  const secrets = new Secrets({ current: newKey(), old: [] }, folder)
  const text = await secrets.encrypt('whsec_ü', 'webhook.a')
  assert.ok(!text.includes('whsec'))
  assert.notEqual(text, await secrets.encrypt('whsec_ü', 'webhook.a'))
  assert.equal(await secrets.decrypt(text, 'webhook.a'), 'whsec_ü')
  await assert.rejects(secrets.decrypt(text, 'webhook.b'))
  const parts = text.split('.')
  const other = Buffer.from(parts[3]!, 'base64url')
  other[0]! ^= 1
  await assert.rejects(
    secrets.decrypt([...parts.slice(0, 3), other.toString('base64url'), parts[4]].join('.'), 'webhook.a'),
  )
  await assert.rejects(
    new Secrets({ current: newKey(), old: [] }, folder).decrypt(text, 'webhook.a'),
    /SWATH_ENCRYPTION_KEY/,
  )
})

test('an old key still reads, and the new one writes', async () => {
  const [first, second] = [newKey(), newKey()]
  const text = await new Secrets({ current: first, old: [] }, folder).encrypt('x', 'p')
  const secrets = new Secrets({ current: second, old: [newKey(), first] }, folder)
  assert.equal(await secrets.decrypt(text, 'p'), 'x')
  assert.ok(!text.startsWith(await secrets.currentPrefix()))
  assert.ok((await secrets.encrypt('x', 'p')).startsWith(await secrets.currentPrefix()))
})

test('without a key one is made, once for all processes, and for nobody else to read', async () => {
  const data = path.join(folder, 'data')
  const all = Array.from({ length: 8 }, () => new Secrets({ current: undefined, old: [] }, data))
  const texts = await Promise.all(all.map((secrets) => secrets.encrypt('x', 'p')))
  for (const text of texts) for (const secrets of all) assert.equal(await secrets.decrypt(text, 'p'), 'x')
  assert.deepEqual(await readdir(data), ['encryption.key'])
  assert.equal((await stat(path.join(data, 'encryption.key'))).mode & 0o777, 0o600)
})

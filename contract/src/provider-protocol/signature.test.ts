import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { Nonces, SignatureError, type SignatureProblem, signRequest, verifyRequest } from './signature.ts'

const key = { keyid: 'simulator', secret: 'a secret of at least thirty-two letters' }
const at = new Date('2026-06-01T08:00:00Z')
const nonce = '6f1c8e52-5c3e-4f0e-9a57-0f9b8a3f2d11'
const direction = 'swath-to-provider'
const request = { method: 'PUT', target: '/captures/capt.1?dry=1', body: '{"attempt":1}' }

const signed = () => signRequest(request, key, { direction, at, nonce })
type Told = Awaited<ReturnType<typeof signed>>

async function verify(change: (told: Told) => object = () => ({}), more: object = {}) {
  const headers = await signed()
  return verifyRequest(
    { ...request, headers: { ...headers, ...change(headers) }, ...more },
    {
      direction,
      now: at,
      secretsOf: async (keyid) => (keyid === key.keyid ? [key.secret] : []),
      isNew: async () => true,
      ...more,
    },
  )
}
const refused = (problem: SignatureProblem) => (error: unknown) =>
  error instanceof SignatureError && error.problem === problem

test('the test vector: what is signed, and what comes of it', async () => {
  const digest = 'sha-256=:UrnVJzi0EYdcj6AjPk4sq+RXn5YJuEv8WGceriBV304=:'
  assert.equal(digest, `sha-256=:${createHash('sha256').update('{"attempt":1}').digest('base64')}:`)
  const parameters = `("@method" "@path" "@query" "content-digest" "swath-protocol");created=1780300800;nonce="${nonce}";keyid="simulator";alg="hmac-sha256";tag="swath-to-provider"`
  const base = [
    '"@method": PUT',
    '"@path": /captures/capt.1',
    '"@query": ?dry=1',
    `"content-digest": ${digest}`,
    '"swath-protocol": 1',
    `"@signature-params": ${parameters}`,
  ].join('\n')
  const hmac = createHmac('sha256', key.secret).update(base).digest('base64')
  assert.equal(hmac, 'I/O9B0tcyq2TQ4DM0U+Wq6orn9f8LjhNWDJtfXLRVhM=')
  assert.deepEqual(await signed(), {
    'swath-protocol': '1',
    'content-digest': digest,
    'signature-input': `swath=${parameters}`,
    signature: `swath=:${hmac}:`,
  })
})

test('a request that is signed is taken, and says who has signed it', async () => {
  assert.equal(await verify(), 'simulator')
})

test('while a secret is changed, each of the two is taken', async () => {
  assert.equal(await verify(undefined, { secretsOf: async () => ['another', key.secret] }), 'simulator')
})

test('each header has to be there', async () => {
  for (const name of ['signature', 'signature-input', 'content-digest', 'swath-protocol']) {
    await assert.rejects(
      verify(() => ({ [name]: undefined })),
      refused('missing'),
      name,
    )
  }
})

test('whatever is changed on the way is found out', async () => {
  await assert.rejects(verify(undefined, { method: 'DELETE' }), refused('wrong'))
  await assert.rejects(verify(undefined, { target: '/captures/capt.2?dry=1' }), refused('wrong'))
  await assert.rejects(verify(undefined, { target: '/captures/capt.1?dry=2' }), refused('wrong'))
  await assert.rejects(verify(undefined, { target: '/captures/capt.1' }), refused('wrong'))
  await assert.rejects(verify(undefined, { body: '{"attempt":2}' }), refused('digest'))
  const other = await signRequest({ ...request, body: '{"attempt":2}' }, key, { direction, at, nonce })
  const swapped = () => ({ 'content-digest': other['content-digest'] })
  await assert.rejects(verify(swapped, { body: '{"attempt":2}' }), refused('wrong'))
  for (const [from, to] of [
    ['created=1780300800', 'created=1780300801'],
    [nonce, nonce.replace('6f', '6e')],
  ] as const) {
    const changed = (told: Told) => ({ 'signature-input': told['signature-input'].replace(from, to) })
    await assert.rejects(verify(changed), refused('wrong'), to)
  }
})

test('a secret that is another, and a name that nobody has, are told apart', async () => {
  await assert.rejects(verify(undefined, { secretsOf: async () => ['another'] }), refused('wrong'))
  await assert.rejects(verify(undefined, { secretsOf: async () => [] }), refused('unknown'))
})

test('a request of before or behind five minutes is refused, one of within is not', async () => {
  const later = (s: number) => ({ now: new Date(at.getTime() + s * 1000) })
  for (const s of [300, -300]) assert.equal(await verify(undefined, later(s)), 'simulator')
  for (const s of [301, -301]) await assert.rejects(verify(undefined, later(s)), refused('old'))
})

test('a nonce is taken once, and remembered for as long as its request would be taken', async () => {
  const nonces = new Nonces()
  const isNew = (keyid: string, given: string) => nonces.isNew(keyid, given, at)
  assert.equal(await verify(undefined, { isNew }), 'simulator')
  await assert.rejects(verify(undefined, { isNew }), refused('replayed'))
  const after = (s: number) => new Date(at.getTime() + s * 1000)
  assert.equal(await nonces.isNew('simulator', nonce, after(599)), false)
  assert.equal(await nonces.isNew('another', nonce, after(599)), true)
  assert.equal(await nonces.isNew('simulator', nonce, after(601)), true)
})

test('a request that is not believed uses up no nonce', async () => {
  let asked = 0
  const isNew = async () => ++asked > 0
  await assert.rejects(verify(undefined, { isNew, secretsOf: async () => ['another'] }))
  assert.equal(asked, 0)
})

test('what one side has signed cannot be sent back to it', async () => {
  await assert.rejects(verify(undefined, { direction: 'provider-to-swath' }), refused('malformed'))
})

test('another version, another algorithm, fewer components or more parameters are refused', async () => {
  await assert.rejects(
    verify(() => ({ 'swath-protocol': '2' })),
    refused('version'),
  )
  const changes: [string, string][] = [
    ['hmac-sha256', 'hmac-sha1'],
    [' "content-digest"', ''],
    ['swath-to-provider"', 'swath-to-provider";expires=1'],
    ['swath=(', 'other=('],
  ]
  for (const [from, to] of changes) {
    const changed = (told: Told) => ({ 'signature-input': told['signature-input'].replace(from, to) })
    await assert.rejects(verify(changed), refused('malformed'), to)
  }
  for (const signature of ['swath=::', 'swath=:AAAA:', `x${(await signed()).signature}`]) {
    await assert.rejects(
      verify(() => ({ signature })),
      refused('malformed'),
      signature,
    )
  }
})

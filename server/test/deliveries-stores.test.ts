// Deliveries to real servers, over a line that breaks: the test holds each place against the manifest as a stranger
// would, by what the server shows.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Delivery, DeliveryManifest } from '@swath/contract/deliveries'
import { onPostgres } from './databases.ts'
import { DeliveryTests, sha256 } from './deliveries.ts'
import { lacking, openStore, type Store, type StoreKind } from './stores.ts'
import { serveStatus } from './uploads.ts'

const kinds: StoreKind[] = ['https_put', 'sftp', 's3', 'azure_blob']
const env = { SWATH_OUTBOUND_ALLOW: '127.0.0.1,localhost', SWATH_DELIVERY_TIMEOUT_MS: '700' }

/** @returns whether there is a manifest; if there is, everything is as it says */
async function isArrived(store: Store, { manifest_path, files }: Delivery): Promise<boolean> {
  const text = await store.read(manifest_path)
  if (!text) return false
  assert.equal(sha256(text), files.at(-1)!.sha256)
  const manifest = JSON.parse(text.toString()) as DeliveryManifest
  for (const { href, sha256: sum } of manifest.files) {
    const bytes = await store.read(manifest_path.replace(/[^/]*$/, href.slice('./'.length)))
    assert.equal(bytes && sha256(bytes), sum, href)
  }
  return true
}

onPostgres((openDatabase) => {
  let tests: DeliveryTests
  let deliverable: Deliverable
  before(async () => {
    tests = await DeliveryTests.open(await openDatabase(), env)
    deliverable = (await tests.delivered())[0]!
  })
  after(() => tests.close())

  const requestTo = async ({ settings, credentials }: Pick<Store, 'settings' | 'credentials'>) => {
    const destination = await tests.destination({ settings, credentials })
    return tests.request(deliverable.deliverable_id, destination.destination_id)
  }

  for (const kind of kinds) {
    test(`${kind}: a line that is cut, goes dead and damages bytes only delays`, {
      skip: lacking(kind),
    }, async () => {
      const store = await openStore(kind)
      try {
        const { delivery_id } = await requestTo(store)
        for (const fault of ['cut', 'hang', 'damage', 'cut'] as const) {
          store.line.breakAfter(1 + Math.floor(Math.random() * 4000), fault)
          await tests.send()
          const { status } = await tests.get(delivery_id)
          store.line.mend()
          const has_arrived = await isArrived(store, await tests.get(delivery_id))
          assert.ok(status !== 'completed' || has_arrived, fault)
          tests.swath.advance({ hours: 0.2 })
        }
        const delivery = await tests.tryOn(delivery_id)
        assert.equal(delivery.status, 'completed', `${delivery.reason_code} ${delivery.error}`)
        assert.ok(await isArrived(store, delivery))
      } finally {
        await store.close()
      }
    })
  }

  describe('a server that answers', () => {
    for (const [status, reason] of [
      [503, 'DESTINATION_THROTTLED'],
      [507, 'DESTINATION_NO_SPACE'],
      [500, 'DESTINATION_INTERRUPTED'],
      [403, 'DESTINATION_ACCESS_DENIED'],
    ] as const) {
      test(`${status} to everything has ${reason}`, async () => {
        const server = await serveStatus(status)
        try {
          const settings = { kind: 'https_put' as const, base_url: `http://127.0.0.1:${server.port}` }
          const { delivery_id } = await requestTo({ settings, credentials: { bearer_token: 'x' } })
          await tests.send()
          const { status: state, reason_code, next_attempt_at } = await tests.get(delivery_id)
          assert.deepEqual([state, reason_code], ['transferring', reason])
          assert.notEqual(next_attempt_at, null)
        } finally {
          await server.close()
        }
      })
    }
  })
})

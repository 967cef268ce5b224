// Workers that are killed at random bytes while they make deliveries, and what is true after each.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { access } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Delivery } from '@swath/contract/deliveries'
import type { Destination } from '@swath/contract/destinations'
import { sql } from 'kysely'
import { assertArrived, type DeliveryTests, filesBelow } from './deliveries.ts'
import type { WorkerOrder } from './outside/delivery-worker.ts'

const worker = path.join(import.meta.dirname, 'outside/delivery-worker.ts')
const mib = 1024 * 1024
/** More than two parts of a folder, so that a transfer has something to go on from. */
const sizes = [37 * mib + 11, 3 * mib + 5]

export interface Killed {
  kills: number
  deliveries: number
  attempts: number
  bytes: number
  /** Files that are not as their manifest says; deliveries that are said to be complete and are not. */
  losses: string[]
}

/** @param database_url of the database of `tests` */
export async function killWorkers(
  tests: DeliveryTests,
  database_url: string,
  kills: number,
): Promise<Killed> {
  const deliverables = await tests.delivered()
  for (const { deliverable_id } of deliverables) await growFiles(tests, deliverable_id)
  const killed: Killed = { kills: 0, deliveries: 0, attempts: 0, bytes: 0, losses: [] }
  while (killed.kills < kills) {
    const destination = await tests.destination()
    for (const { deliverable_id } of deliverables)
      await tests.request(deliverable_id, destination.destination_id)
    await sendTo(tests, destination, database_url, killed, kills)
  }
  return killed
}

/** Random bytes in the place of the small ones that a provider of tests makes. */
async function growFiles(tests: DeliveryTests, deliverable_id: string) {
  const { storage } = tests.swath.app.parts
  const { body } = await tests.swath.call('demo', 'GET', `/v2/deliverables/${deliverable_id}/files`)
  for (const [index, { key, file_name }] of body.results.entries()) {
    const hash = createHash('sha256')
    const size_bytes = sizes[index]!
    const file = path.join(storage.root, deliverable_id, file_name)
    await pipeline(Readable.from(randomChunks(size_bytes, hash)), createWriteStream(file))
    await tests.swath.app.db.system((tx) =>
      tx.run(sql`update files set size_bytes = ${size_bytes}, sha256 = ${hash.digest('hex')}
        where deliverable_id = ${deliverable_id} and key = ${key}`),
    )
  }
}

function* randomChunks(size_bytes: number, hash: ReturnType<typeof createHash>) {
  for (let left = size_bytes; left > 0; left -= mib) {
    const chunk = crypto.getRandomValues(new Uint8Array(65_536))
    const some = Buffer.concat(Array.from({ length: 16 }, () => chunk)).subarray(0, Math.min(left, mib))
    hash.update(some)
    yield some
  }
}

/** One worker after the other, each of which is killed, until the last one has nothing left to do. */
async function sendTo(
  tests: DeliveryTests,
  destination: Destination,
  database_url: string,
  killed: Killed,
  kills: number,
) {
  const mine = () => tests.deliveries(`destination_id=${destination.destination_id}`)
  const isOpen = ({ status }: Delivery) => status === 'pending' || status === 'transferring'
  const folder = tests.folderOf(destination)
  for (let deliveries = await mine(); deliveries.some(isOpen); deliveries = await mine()) {
    // Later than the lease of the one that died.
    tests.swath.advance({ hours: 0.05 })
    const open_bytes = deliveries.filter(isOpen).reduce((sum, { total_bytes }) => sum + total_bytes, 0)
    const death = { after_bytes: randomInt(1, open_bytes), delay_ms: randomInt(0, 40) }
    const is_killed = await runWorker(tests, database_url, killed.kills < kills ? death : undefined)
    if (is_killed) killed.kills++
    killed.losses.push(...(await lossesAt(folder, await mine())))
  }
  const deliveries = await mine()
  killed.losses.push(...(await strangersAt(folder, deliveries)))
  killed.deliveries += deliveries.length
  killed.attempts += deliveries.reduce((sum, { attempts }) => sum + attempts, 0)
  killed.bytes += deliveries.reduce((sum, { total_bytes }) => sum + total_bytes, 0)
  for (const { delivery_id, status } of deliveries) {
    if (status !== 'completed') killed.losses.push(`${delivery_id} is ${status}`)
  }
}

/** @returns whether it was killed before it was done */
async function runWorker(tests: DeliveryTests, database_url: string, death: WorkerOrder['death']) {
  const order: WorkerOrder = { now: tests.swath.clock.now().toISOString(), ...(death && { death }) }
  const child = spawn(process.execPath, [worker, JSON.stringify(order)], {
    env: {
      ...process.env,
      DATABASE_URL: database_url,
      SWATH_DATABASE_CONNECTIONS: '4',
      SWATH_DATA_DIR: path.dirname(tests.swath.app.parts.storage.root),
      SWATH_DELIVERY_DIR: tests.root,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code, signal] = await once(child, 'exit')
  assert.ok(code === 0 || signal === 'SIGKILL', `the worker ended with ${code ?? signal}`)
  return signal === 'SIGKILL'
}

/** A folder with a manifest has everything; and a complete delivery has a manifest. */
async function lossesAt(folder: string, deliveries: readonly Delivery[]): Promise<string[]> {
  const losses: string[] = []
  for (const delivery of deliveries) {
    const has_manifest = await access(path.join(folder, delivery.manifest_path)).then(
      () => true,
      () => false,
    )
    if (delivery.status === 'completed' && !has_manifest)
      losses.push(`${delivery.delivery_id} has no manifest`)
    if (!has_manifest) continue
    await assertArrived(folder, delivery).catch((error) => losses.push(String(error)))
  }
  return losses
}

/** Nothing half sent lies about in the end. */
async function strangersAt(folder: string, deliveries: readonly Delivery[]): Promise<string[]> {
  const expected = new Set(deliveries.flatMap(({ files }) => files.map((file) => file.path)))
  return Object.keys(await filesBelow(folder)).filter((file) => !expected.has(file))
}

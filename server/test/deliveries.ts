// Means of tests of deliveries: deliverables with real files, destinations, and destinations that do what a test tells
// them.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Delivery, DeliveryManifest } from '@swath/contract/deliveries'
import type { Destination } from '@swath/contract/destinations'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, type Client, TestApp } from './app.ts'
import type { TestDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

export class DeliveryTests {
  readonly swath: TestApp
  readonly files: FileServer
  /** The parent of the folders of customers. */
  readonly root: string

  private constructor(swath: TestApp, files: FileServer, root: string) {
    this.swath = swath
    this.files = files
    this.root = root
  }

  static async open(database: TestDatabase, env: Record<string, string> = {}): Promise<DeliveryTests> {
    const root = await mkdtemp(path.join(tmpdir(), 'swath-deliveries-'))
    const swath = await TestApp.open(database, { SWATH_DELIVERY_DIR: root, ...env })
    return new DeliveryTests(swath, await serveFiles(), root)
  }

  async close() {
    await this.files.close()
    await this.swath.close()
    await rm(this.root, { recursive: true })
  }

  async destination(given: object = {}, client: Client = 'demo'): Promise<Destination> {
    const name = `destination ${crypto.randomUUID()}`
    const settings = { kind: 'folder', folder: `folder-${crypto.randomUUID()}` }
    const { status, body } = await this.swath.call(client, 'POST', '/v2/destinations/', {
      name,
      settings,
      ...given,
    })
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }

  /** An order of which everything is delivered. @returns its deliverables */
  async delivered(properties: object = {}) {
    const { order_id, captures } = await this.swath.placeAndPlan(aPointOrder({ ...properties }))
    await this.swath.deliver(captures[0]!, this.files.announce)
    return this.swath.deliverables(order_id)
  }

  /** Does what is due, until nothing is. */
  async send() {
    await this.swath.app.features.deliveries.sender.run()
    await this.swath.drain()
  }

  /** Makes one attempt after the other, each when it is due, until the delivery has ended. */
  async tryOn(delivery_id: string): Promise<Delivery> {
    await this.send()
    let delivery = await this.get(delivery_id)
    while (delivery.next_attempt_at !== null) delivery = await this.next(delivery_id)
    return delivery
  }

  /** Makes the next attempt, when it is due. */
  async next(delivery_id: string): Promise<Delivery> {
    const { next_attempt_at } = await this.get(delivery_id)
    const wait_ms = Math.max(0, Date.parse(next_attempt_at!) - this.swath.clock.now().getTime())
    this.swath.advance({ hours: (wait_ms + 1) / 3_600_000 })
    await this.send()
    return this.get(delivery_id)
  }

  /** Goes on in steps until so many hours have passed. */
  async pass(hours: number, step_hours = 1) {
    for (let steps = Math.round(hours / step_hours); steps > 0; steps--) {
      this.swath.advance({ hours: step_hours })
      await this.send()
    }
  }

  async deliveries(query = ''): Promise<Delivery[]> {
    return (await this.swath.call('demo', 'GET', `/v2/deliveries/?limit=1000&${query}`)).body.results
  }

  async get(delivery_id: string): Promise<Delivery> {
    return (await this.swath.call('demo', 'GET', `/v2/deliveries/${delivery_id}`)).body
  }

  async request(deliverable_id: string, destination_id: string): Promise<Delivery> {
    const url = `/v2/deliverables/${deliverable_id}/deliveries`
    const { status, body } = await this.swath.call('demo', 'POST', url, { destination_id })
    assert.ok(status === 201 || status === 200, JSON.stringify(body))
    return body
  }

  async eventTypes(delivery_id: string): Promise<string[]> {
    const { body } = await this.swath.call('demo', 'GET', `/v2/deliveries/${delivery_id}/events?limit=1000`)
    return body.results.map((event: { type: string }) => event.type)
  }

  folderOf(destination: Destination): string {
    assert.ok(destination.settings.kind === 'folder')
    return path.join(this.root, demo_contracts.demo, destination.settings.folder)
  }
}

/** All files below a folder: SHA-256 by path. */
export async function filesBelow(folder: string): Promise<Record<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = found.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name))
  const sums = await Promise.all(paths.map(async (file) => sha256(await readFile(file))))
  return Object.fromEntries(paths.map((file, index) => [path.relative(folder, file), sums[index]!]))
}

/** Everything is there exactly as the manifest says, and the manifest says what the delivery says. */
export async function assertArrived(folder: string, delivery: Delivery): Promise<DeliveryManifest> {
  const text = await readFile(path.join(folder, delivery.manifest_path))
  const manifest = JSON.parse(text.toString('utf8')) as DeliveryManifest
  assert.equal(sha256(text), delivery.files.at(-1)!.sha256)
  assert.deepEqual(
    [manifest.order_id, manifest.capture_id, manifest.deliverable_id],
    [delivery.order_id, delivery.capture_id, delivery.deliverable_id],
  )
  assert.equal(manifest.files.length, delivery.files.length - 1)
  for (const { href, size_bytes, sha256: sum } of manifest.files) {
    const bytes = await readFile(path.join(folder, path.dirname(delivery.manifest_path), href))
    assert.deepEqual([bytes.length, sha256(bytes)], [size_bytes, sum], href)
  }
  return manifest
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

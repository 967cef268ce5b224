// The mission clients of examples/ as processes: each fetches an order from a server, and delivers it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { freePort } from '../../../scripts/free-port.ts'
import { aPointOrder, TestApp } from '../app.ts'
import { onOneDatabase } from '../databases.ts'

const folder = path.join(import.meta.dirname, '../../../examples/mission-client')
const secret = 'the secret of the mission clients of this test'
const clients = { mission_ts: [process.execPath, 'client.ts'], mission_py: ['python3', 'client.py'] } as const

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let url: string
  before(async () => {
    // As behind a proxy that has more than one server.
    swath = await TestApp.open(await openDatabase(), { SWATH_PUBLIC_URL: 'http://swath.test/swath' })
    swath.clock.set(new Date())
    swath.provider.serves = () => false
    await swath.app.http.listen({ host: '127.0.0.1', port: 0 })
    url = `http://127.0.0.1:${(swath.app.http.server.address() as AddressInfo).port}/swath`
    await swath.app.queue.work()
  })
  after(() => swath.close())

  /** There is one at a time, so that it gets the order. */
  async function makeProvider(name: string) {
    const { registry } = swath.app.features
    const encrypted = await registry.secrets.encrypt(name, secret)
    await swath.app.db.system(async (tx) => {
      await tx.run(sql`delete from providers`)
      await tx.run(sql`
        insert into providers (name, title, kind, settings, secret, created_at, updated_at)
        values (${name}, ${name}, 'protocol', '{"fetches": true}', ${encrypted}, now(), now())`)
    })
    registry.providers.forget()
  }

  async function untilIt(holds: () => Promise<unknown>) {
    while (!(await holds())) await wait(100)
  }

  for (const [name, [command, file]] of Object.entries(clients)) {
    test(`${file} has less than 200 lines, and delivers what is ordered`, async () => {
      assert.ok(readFileSync(path.join(folder, file), 'utf8').split('\n').length < 200)
      await makeProvider(name)
      const files_port = String(await freePort())
      const settings = {
        SWATH_URL: url,
        PROVIDER: name,
        PROVIDER_SECRET: secret,
        FILES_PORT: files_port,
        SPEED: '10',
      }
      const client = spawn(command, [file], {
        cwd: folder,
        env: { PATH: process.env.PATH, ...settings },
        stdio: ['ignore', 'inherit', 'inherit'],
      })
      const ended = once(client, 'exit')
      try {
        await swath.app.queue.trigger('registry.learn')
        const fleet = () => swath.app.features.registry.providers.current()
        await untilIt(async () =>
          (await fleet()).members.some(
            ({ provider }) => provider.name === name && provider.serves('TSKPOI-M'),
          ),
        )
        const { id } = await swath.place(aPointOrder())
        await untilIt(async () => (await swath.order(id)).properties.status === 'closed')
        assert.equal((await swath.order(id)).properties.outcome, 'fulfilled')
        const [deliverable] = await swath.deliverables(id)
        assert.equal(deliverable!.status, 'DELIVERED')
      } finally {
        client.kill('SIGTERM')
        await ended
      }
    })
  }
})

// The stories of the suite, played against the port of a constellation that Swath plans.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTle } from '../orbits/src/tle.ts'
import { freePort } from '../scripts/free-port.ts'
import type { Provider } from '../server/src/providers/provider.ts'
import { TestApp } from '../server/test/app.ts'
import { onOneDatabase } from '../server/test/databases.ts'
import { asOwner } from '../server/test/tables.ts'
import { PlannedConstellation } from './provider/planned.testing.ts'
import { Receiver } from './provider/receiver.ts'
import { stories } from './provider/stories.ts'

const key = { secret: 'the secret of the conformance suite of this test', keyid: 'own' }
/** A plan and a flight take less than a second. */
const patience_ms = 10_000

/** Four satellites in one plane. */
const elements = Array.from({ length: 4 }, (_, index) => {
  const lines = formatTle({
    catalog_number: 99_041 + index,
    designator: '24901A',
    epoch: new Date(),
    inclination_deg: 97.3,
    raan_deg: 220,
    argument_of_latitude_deg: 90 * index,
    mean_motion_rev_per_day: 15.3,
  })
  return [`OWN-${index + 1}`, ...lines].join('\n')
}).join('\n')

const settings = {
  elements,
  skus: ['TSKARE-M'],
  swath: { swath_width_km: 5.2, overlap_km: 0.3, max_length_km: 60, track_heading_deg: 193 },
  uplink_lead_minutes: 60,
}

onOneDatabase((openDatabase) => {
  /** @param change stands between the suite and the provider */
  async function faultsOf(only?: readonly string[], change = (own: Provider): Provider => own) {
    const swath = await TestApp.open(await openDatabase())
    swath.clock.set(new Date())
    await swath.addProvider({ name: 'own', kind: 'planner', settings })
    // The captures of the suite belong to no order.
    await asOwner(swath, 'alter table planned_captures drop constraint planned_captures_capture_id_fkey')
    const own = (await swath.app.features.registry.providers.current()).named('own')
    const reports_port = await freePort()
    const receiver = new Receiver(key)
    await receiver.listen(reports_port)
    const caller = new PlannedConstellation(swath, change(own), key, reports_port)
    try {
      const faults: string[] = []
      for (const [story, play] of stories)
        if (!only || only.includes(story)) faults.push(...(await play({ caller, receiver, patience_ms })))
      return faults
    } finally {
      await caller.end()
      receiver.close()
      await swath.close()
    }
  }

  test('a constellation that Swath plans keeps the protocol, as far as its port has it', async () => {
    assert.deepEqual(await faultsOf(), [])
  })

  const passes = 'keeps passes, if it says so'
  for (const [fault, story, words, broken] of [
    [
      'keeps one pass for two',
      passes,
      /keeps one pass for two/,
      { reserve: async () => ({ reserved: true }) },
    ],
    [
      'forgets the pass that it keeps',
      passes,
      /keeps for nobody what was released/,
      { release: async () => undefined },
    ],
    [
      'cancels what is commanded',
      'refuses to cancel, if it says so',
      /canceled what it has acquired/,
      { cancel: async () => ({ outcome: 'canceled' }) },
    ],
  ] as const) {
    test(`one that ${fault} is told so`, async () => {
      const faults = await faultsOf([story], (own) => ({ ...own, ...broken }) as Provider)
      assert.match(faults.join('\n'), words)
    })
  }
})

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import {
  delivered_statuses,
  open_capture_statuses,
  open_deliverable_statuses,
  open_delivery_statuses,
  open_order_statuses,
} from '@swath/contract/states'
import { captureMachine } from '../captures/machine.ts'
import { deliverableMachine } from '../deliverables/machine.ts'
import { deliveryMachine } from '../deliveries/machine.ts'
import { orderMachine } from '../orders/machine.ts'
import { actions, actionsFrom, finalStatuses, type Machine } from './machine.ts'

const machines: Record<string, { machine: Machine; final: string[] }> = {
  order: { machine: orderMachine, final: ['closed'] },
  capture: { machine: captureMachine, final: ['published', 'failed', 'canceled'] },
  // A delivered product may still be rejected by the customer.
  deliverable: { machine: deliverableMachine, final: ['FAILED', 'CANCELED', 'REJECTED'] },
  // A failed delivery may be tried again.
  delivery: { machine: deliveryMachine, final: ['completed', 'canceled'] },
}

for (const [name, { machine, final }] of Object.entries(machines)) {
  describe(`the states of ${name}`, () => {
    test('end in exactly the final states, which nothing leaves', () => {
      assert.deepEqual(finalStatuses(machine), final)
    })

    test('are all reached from the first one', () => {
      const reached = new Set<string>()
      const visit = (status: string) => {
        if (reached.has(status)) return
        reached.add(status)
        for (const action of actionsFrom(machine, status)) visit(machine.steps[action]!.to ?? status)
      }
      const first = actions(machine).filter((action) => machine.steps[action]!.from.length === 0)
      assert.equal(first.length, 1)
      visit(machine.steps[first[0]!]!.to!)
      assert.deepEqual([...reached].sort(), [...machine.statuses].sort())
    })

    test('have stages that are all reached from the first one', () => {
      const steps = actions(machine).flatMap((action) => machine.steps[action]!.stage ?? [])
      const [, ...others] = new Set(steps.flatMap(({ from }) => from))
      const reached = new Set(steps.flatMap(({ to }) => to ?? []))
      for (const stage of others) assert.ok(reached.has(stage), stage)
    })

    test('have an event of their own for each action', () => {
      const events = actions(machine)
        .filter((action) => machine.steps[action]!.told_as === undefined)
        .map((action) => machine.steps[action]!.event)
      assert.equal(new Set(events).size, events.length)
    })
  })
}

test('an order that awaits approval is approved, refused or ended by its customer, and nothing else', () => {
  const asked = actionsFrom(orderMachine, 'received', 'awaiting_approval')
  const others = actionsFrom(orderMachine, 'received', 'undisputed')
  const only = (some: readonly string[], of: readonly string[]) => some.filter((one) => !of.includes(one))
  assert.deepEqual(only(asked, others), ['approve', 'refuse'])
  assert.deepEqual(only(others, asked), ['request_spending_approval', 'request_approval', 'accept', 'reject'])
})

test('a rejection is requested once, and decided about once', () => {
  const wishes = ['request_rejection', 'accept_rejection', 'deny_rejection']
  const allowed = (stage: string) =>
    actionsFrom(deliverableMachine, 'DELIVERED', stage).filter((action) => wishes.includes(action))
  assert.deepEqual(allowed('not_rejected'), ['request_rejection'])
  assert.deepEqual(allowed('requested'), ['accept_rejection', 'deny_rejection'])
  assert.deepEqual([...allowed('accepted'), ...allowed('denied')], [])
})

test('every outcome of an order can be reached', () => {
  const outcomes = actions(orderMachine).flatMap((action) => orderMachine.steps[action].outcomes ?? [])
  const without_force = actions(orderMachine)
    .filter((action) => action !== 'force_close')
    .flatMap((action) => orderMachine.steps[action].outcomes ?? [])
  assert.deepEqual(new Set(without_force), new Set(outcomes))
})

const schema_of: Record<string, string> = {
  order: 'orders',
  capture: 'captures',
  deliverable: 'deliverables',
  delivery: 'deliveries',
}

const open_statuses = {
  order: open_order_statuses,
  capture: open_capture_statuses,
  deliverable: open_deliverable_statuses,
  delivery: open_delivery_statuses,
}

for (const [name, open] of Object.entries(open_statuses)) {
  const { machine } = machines[name]!
  test(`the open states of ${name} are those in which it can be canceled, and those that SQL spells`, async () => {
    const ending = (status: string) => actionsFrom(machine, status).includes('cancel')
    assert.deepEqual(machine.statuses.filter(ending), [...open])
    const schema = await readFile(new URL(`../${schema_of[name]}/schema.sql`, import.meta.url), 'utf8')
    const spelled = [...schema.matchAll(/status in \(([^)]*)\)/g)].map(([, words]) =>
      words!.split(', ').map((word) => word.slice(1, -1)),
    )
    const known = [machine.statuses, open, delivered_statuses].map((list) => list.join())
    assert.ok(spelled.length > 0)
    for (const words of spelled) assert.ok(known.includes(words.join()), `${name}: ${words}`)
  })
}

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Passes } from './passes.ts'
import { type Contender, type Held, planPasses, whyLost, whyMoved } from './plan.ts'
import { type Booking, isFree } from './schedule.ts'
import { type PriorityClass, priority_classes } from './task.ts'

const uplink_ms = 1_000_000
const length_ms = 8_000
const rankOf = (one: PriorityClass) => priority_classes.indexOf(one)

/** Some satellites have passes at times so near each other that many are in each other's way. */
const wants = fc.record({
  priority_class: fc.constantFrom(...priority_classes),
  passes: fc.array(fc.record({ satellite: fc.nat(1), second: fc.nat(400) }), { maxLength: 8 }),
})

function bookingOf({ satellite, second }: { satellite: number; second: number }): Booking {
  const start_ms = uplink_ms + second * 1000
  return { satellite_name: `newsat${satellite}`, start_ms, end_ms: start_ms + length_ms }
}

function contenderOf(
  capture_id: string,
  {
    priority_class,
    passes,
  }: { priority_class: PriorityClass; passes: { satellite: number; second: number }[] },
): Contender {
  const bookings = passes.map(bookingOf).sort((a, b) => a.start_ms - b.start_ms)
  const view = {} as never
  const collections = bookings.map((booking) => ({ booking, view, peak_ms: booking.start_ms }))
  return {
    capture_id,
    priority_class,
    is_reserved: false,
    wanted_ms: 0,
    earliest_ms: uplink_ms,
    passes: new Passes(collections.values()),
  }
}

/** They come one after the other, and keep what they have. */
function arrive(contenders: readonly Contender[]): Held[] {
  let held: Held[] = []
  contenders.forEach((_, last) => {
    held = planPasses(withHad(contenders.slice(0, last + 1), held), [], 7)
  })
  return held
}

function withHad(contenders: readonly Contender[], held: readonly Held[]): Contender[] {
  const had = new Map(held.map(({ capture_id, booking }) => [capture_id, booking]))
  return contenders.map((one) => {
    const booking = had.get(one.capture_id)
    return booking ? { ...one, had: booking } : one
  })
}

const bookings = (held: readonly Held[]) => held.map(({ booking }) => booking)
const crowds = fc.array(wants, { minLength: 1, maxLength: 12 })
const contendersOf = (crowd: readonly Parameters<typeof contenderOf>[1][]) =>
  crowd.map((one, index) => contenderOf(`c${String(index).padStart(2, '0')}`, one))

describe('whatever is asked for, in whatever order', () => {
  test('no order of a lower class holds a pass that a higher one needs and could take', () => {
    fc.assert(
      fc.property(crowds, (crowd) => {
        const contenders = contendersOf(crowd)
        const held = arrive(contenders)
        const served = new Set(held.map(({ capture_id }) => capture_id))
        for (const { capture_id, priority_class, passes } of contenders) {
          if (served.has(capture_id)) continue
          const others = held.filter((one) => rankOf(one.priority_class) <= rankOf(priority_class))
          for (const { booking } of passes.known) {
            assert.ok(
              !isFree(booking, bookings(others)),
              `${capture_id} could have taken ${booking.start_ms}`,
            )
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('a class gets the same whether or not lower ones ask for anything', () => {
    fc.assert(
      fc.property(crowds, fc.constantFrom(...priority_classes), (crowd, lowest) => {
        const contenders = contendersOf(crowd)
        const isHigh = (one: { priority_class: PriorityClass }) =>
          rankOf(one.priority_class) <= rankOf(lowest)
        const among_all = planPasses(contenders, [], 7).filter(isHigh)
        assert.deepEqual(among_all, planPasses(contenders.filter(isHigh), [], 7))
      }),
      { numRuns: 200 },
    )
  })

  test('each has one pass of its own at most, none is taken twice, and what is fixed stays', () => {
    fc.assert(
      fc.property(crowds, crowds, (crowd, before) => {
        const fixed = arrive(contendersOf(before)).map((one) => ({
          ...one,
          capture_id: `f${one.capture_id}`,
        }))
        const contenders = contendersOf(crowd)
        const held = planPasses(contenders, fixed, 7)
        assert.equal(new Set(held.map(({ capture_id }) => capture_id)).size, held.length)
        for (const one of held) {
          const others = [...fixed, ...held].filter((other) => other !== one)
          assert.ok(isFree(one.booking, bookings(others)))
          const { passes } = contenders.find(({ capture_id }) => capture_id === one.capture_id)!
          assert.ok(passes.known.some(({ booking }) => booking === one.booking))
        }
      }),
      { numRuns: 200 },
    )
  })

  test('whoever has a pass keeps it when others of its class and below come, unless more can be served', () => {
    fc.assert(
      fc.property(crowds, wants, (crowd, newcomer) => {
        const contenders = contendersOf(crowd)
        const held = arrive(contenders)
        const last = contenderOf('last', newcomer)
        const after = planPasses(withHad([...contenders, last], held), [], 7)
        const of_class = (some: readonly Held[]) =>
          some.filter((one) => one.priority_class === newcomer.priority_class)
        if (of_class(after).length > of_class(held).length + 1) return
        const moved = held.filter((one) => {
          const now = after.find(({ capture_id }) => capture_id === one.capture_id)
          return now?.booking.start_ms !== one.booking.start_ms
        })
        const isAbove = (one: Held) => rankOf(one.priority_class) < rankOf(newcomer.priority_class)
        assert.deepEqual(moved.filter(isAbove), [])
        assert.ok(of_class(after).length >= of_class(held).length)
      }),
      { numRuns: 200 },
    )
  })

  test('the same plan comes of the same requests', () => {
    fc.assert(
      fc.property(crowds, (crowd) =>
        assert.deepEqual(arrive(contendersOf(crowd)), arrive(contendersOf(crowd))),
      ),
      { numRuns: 50 },
    )
  })
})

describe('a rush order for a pass that a standard one has', () => {
  const [first, second] = [
    { satellite: 0, second: 0 },
    { satellite: 1, second: 100 },
  ]
  const standard = contenderOf('standard', { priority_class: 'standard', passes: [first, second] })
  const rush = contenderOf('rush', { priority_class: 'priority', passes: [first] })

  test('gets it, and the other one is moved with the reason', () => {
    const held = arrive([standard, rush])
    assert.deepEqual(
      held.map(({ capture_id, booking }) => [capture_id, booking.start_ms]),
      [
        ['rush', bookingOf(first).start_ms],
        ['standard', bookingOf(second).start_ms],
      ],
    )
    assert.equal(whyMoved({ ...standard, had: bookingOf(first) }, held), 'BUMPED_BY_PRIORITY')
    assert.equal(whyMoved({ ...standard, had: bookingOf(second) }, held), 'PLAN_CHANGED')
  })

  test('does not get it once that is fixed', () => {
    const [fixed] = planPasses([standard], [], 7)
    assert.deepEqual(planPasses([rush], [fixed!], 7), [])
    assert.equal(whyLost(rush, [fixed!]), 'NO_CAPACITY')
  })

  test('leaves it with nothing if there is no other, and the reason tells whether it had one', () => {
    const only = contenderOf('only', { priority_class: 'standard', passes: [first] })
    const held = arrive([only, rush])
    assert.deepEqual(
      held.map(({ capture_id }) => capture_id),
      ['rush'],
    )
    assert.equal(whyLost(only, held), 'PRIORITY_CONFLICT')
    assert.equal(whyLost({ ...only, had: bookingOf(first) }, held), 'BUMPED_BY_PRIORITY')
  })
})

test('a pass that was kept for one is taken by nobody, of whatever class', () => {
  const passes = [{ satellite: 0, second: 10 }]
  const kept = { ...contenderOf('kept', { priority_class: 'flexible', passes }), is_reserved: true }
  const urgent = contenderOf('urgent', { priority_class: 'urgent', passes })
  const held = planPasses([urgent, kept], [], 7)
  assert.deepEqual(
    held.map(({ capture_id }) => capture_id),
    ['kept'],
  )
})

test('one is moved to its other pass where two can be served instead of one', () => {
  const [here, there] = [
    { satellite: 0, second: 0 },
    { satellite: 1, second: 0 },
  ]
  const one = contenderOf('one', { priority_class: 'standard', passes: [here, there] })
  const other = contenderOf('other', { priority_class: 'standard', passes: [here] })
  assert.equal(arrive([one, other]).length, 2)
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { failuresAfter, fileNames, max_failures, nextAttempt, waits_ms } from './rules.ts'

const start = new Date('2026-06-01T00:00:00Z')
const never_failed = { failures: 0, failing_since: null, reached_bytes: 0 }

/** Fails at every attempt until it is given up. @returns the times of the attempts */
function failAlways(is_final: boolean, chance: number): Date[] {
  const attempts: Date[] = []
  let failures: Parameters<typeof failuresAfter>[0] = never_failed
  for (let now: Date | null = start; now !== null; ) {
    attempts.push(now)
    const after: ReturnType<typeof failuresAfter> = failuresAfter(failures, 0, now)
    now = nextAttempt({ ...after, final_failures: is_final ? attempts.length : 0 }, now, chance)
    failures = after
  }
  return attempts
}

describe('a delivery that cannot be made', () => {
  test('is tried at least twelve times, over three days at least and four at most', () => {
    for (const chance of [0, 0.5, 1]) {
      const attempts = failAlways(false, chance)
      const days = (attempts.at(-1)!.getTime() - start.getTime()) / 86_400_000
      assert.ok(attempts.length >= max_failures && attempts.length < 25, `${attempts.length}`)
      assert.ok(days >= 3 && days <= 4, `${days}`)
    }
  })

  test('is given up after three attempts where trying is no use', () => {
    assert.equal(failAlways(true, 1).length, 3)
  })

  test('is waited for longer each time, and by chance up to a fifth more', () => {
    assert.deepEqual(
      waits_ms,
      waits_ms.toSorted((a, b) => a - b),
    )
    const after = { failures: 1, failing_since: start, final_failures: 1 }
    const wait = (chance: number) => nextAttempt(after, start, chance)!.getTime() - start.getTime()
    assert.deepEqual([wait(0), wait(1)], [10_000, 12_000])
  })

  test('is not given up while each attempt gets further, and is if they only repeat', () => {
    const late = new Date(start.getTime() + 100 * 3_600_000)
    const before = { failures: 30, failing_since: start, reached_bytes: 500 }
    const further = failuresAfter(before, 501, late)
    assert.deepEqual(further, { failures: 1, failing_since: late, reached_bytes: 501 })
    const same = failuresAfter(before, 500, late)
    assert.deepEqual(same, { ...before, failures: 31 })
    assert.equal(nextAttempt({ ...same, final_failures: 0 }, late, 0), null)
  })
})

test('files of one deliverable never have one name, nor that of the manifest, whatever they are called', () => {
  const name = fc.oneof(
    fc.constantFrom(
      'image.tif',
      'IMAGE.tif',
      'manifest.json',
      'a.image.tif',
      'b.image.tif',
      '..',
      'ü/ü',
      'ü_ü',
    ),
    fc.string({ maxLength: 20 }),
  )
  const file = fc.record({ key: fc.stringMatching(/^[a-z0-9_]{1,3}$/), file_name: name })
  fc.assert(
    fc.property(fc.uniqueArray(file, { selector: ({ key }) => key, maxLength: 8 }), (files) => {
      const names = fileNames(files).map((one) => one.toLowerCase())
      assert.equal(new Set([...names, 'manifest.json']).size, names.length + 1)
    }),
  )
  assert.deepEqual(
    fileNames([
      { key: 'visual', file_name: 'x_visual.tif' },
      { key: 'metadata', file_name: 'x.json' },
    ]),
    ['x_visual.tif', 'x.json'],
  )
})

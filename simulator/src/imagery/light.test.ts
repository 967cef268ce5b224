import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSunlight } from './light.ts'

test('slopes that face the sun are brighter than level ground, and those turned away darker', () => {
  for (const [azimuth_deg, towards] of [
    [90, [-0.2, 0]],
    [180, [0, 0.2]],
    [135, [-0.2, 0.2]],
  ] as const) {
    const sunlight = createSunlight({ elevation_deg: 40, azimuth_deg })
    const [riseEast, riseNorth] = towards
    assert.equal(sunlight(0, 0), 1)
    assert.ok(sunlight(riseEast, riseNorth) > 1.05)
    assert.ok(sunlight(-riseEast, -riseNorth) < 0.95)
  }
})

test('a sun below the horizon still gives finite light', () => {
  const light = createSunlight({ elevation_deg: -5, azimuth_deg: 0 })(0.5, -0.5)
  assert.ok(light > 0 && light < 2)
})

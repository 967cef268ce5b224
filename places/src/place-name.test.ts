import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPlaceName } from './place-name.ts'

for (const name of [
  'Rotterdam',
  'Essen',
  'NEWS',
  '鹿特丹',
  'Springfield, IL',
  "L'Aquila",
  '6th of October City',
  'Sées',
])
  test(`“${name}” is a name`, () => assert.ok(isPlaceName(name)))

for (const text of [
  '',
  '48.85, 2.35',
  "48°51'N 2°21'E",
  '52N 7E',
  'S 12.5 W 70',
  'POINT (2 48)',
  '31U 448251 5411932',
  '31UDQ4825111932',
  '8FW4V75V+8Q',
  'V75V+8Q Paris',
  'https://maps.app.goo.gl/abc',
  'geo:48.85,2.29',
  '{"type": "Point"}',
  '<kml>',
  '—',
])
  test(`“${text}” is none`, () => assert.ok(!isPlaceName(text)))

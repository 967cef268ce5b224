import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { facts } from './output.ts'
import { json, printable, printableLine } from './printable.ts'
import { SwathCommand } from './swath.testing.ts'
import { table } from './table.ts'

const hostile = [
  ...Array.from({ length: 0x20 }, (_, code) => code),
  ...Array.from({ length: 0x21 }, (_, at) => 0x7f + at),
  0x061c,
  0x200e,
  0x202e,
  0x2066,
].map((code) => String.fromCharCode(code))

test('no control character of a text is left, and the letters of all languages are', () => {
  for (const letter of hostile.filter((one) => !'\t\n'.includes(one)))
    assert.notEqual(printable(letter), letter, JSON.stringify(letter))
  assert.equal(printableLine('\u001b]0;owned\u0007 a\nb'), '␛]0;owned␇ a␊b')
  const words = 'Zürich\t東京 🛰 \u0645\u0631\u062d\u0628\u0627 e\u0301\n'
  assert.equal(printable(words), words)
})

test('JSON keeps what a text says, and no terminal obeys it', () => {
  const value = { [hostile.join('')]: [hostile.join('x'), 'Zürich 東京 🛰'] }
  const text = json(value, 2)
  assert.deepEqual(JSON.parse(text), value)
  assert.equal(printable(text), text)
})

test('names stay in their line and in their column', () => {
  const name = 'a\n999  faked\u001b[2J'
  const shown = table(
    ['order', 'name'],
    [
      ['1', name],
      ['2', 'b'],
    ],
  )
  assert.equal(shown.split('\n').length, 4)
  assert.equal(printable(shown), shown)
  assert.equal(facts({ name, state: 'closed' }).split('\n').length, 2)
})

test('an error that quotes what was given is shown without its control characters', async () => {
  const swath = new SwathCommand(tmpdir(), {
    SWATH_URL: 'nowhere\u001b[31m',
    SWATH_CLIENT_ID: 'a',
    SWATH_CLIENT_SECRET: 'b',
  })
  const { code, error } = await swath.run(['products'])
  assert.equal(code, 2)
  assert.match(error, /nowhere␛\[31m is not an address/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import stringWidth from 'string-width'
import { table } from './table.ts'

const header = ['order', 'name', 'price', 'message']
const message = 'The order was accepted, and its first image is planned for tomorrow'
const rows = [
  ['000001', 'Paris', 80, message],
  ['000002', '東京の港 🚀', 1200, 'short'],
]
const linesOf = (text: string) => text.split('\n')

test('columns are as wide as what is in them on the screen, numbers stand to the right', () => {
  const [top, rule, paris, tokyo] = linesOf(table(header, rows, 200))
  assert.equal(top, 'order   name         price  message')
  assert.equal(rule, `------  -----------  -----  ${'-'.repeat(message.length)}`)
  assert.equal(paris, `000001  Paris           80  ${message}`)
  assert.equal(tokyo, '000002  東京の港 🚀   1200  short')
})

test('a table fits the terminal: sentences take several lines, and words stay whole', () => {
  for (let width = 38; width <= 110; width += 1) {
    const text = table(header, rows, width)
    const widest = Math.max(...linesOf(text).map((line) => stringWidth(line)))
    assert.ok(widest <= width, `${widest} of ${width}`)
    for (const word of message.split(' ')) assert.ok(text.includes(word))
    assert.match(text, /^order +name +price +message$/m)
  }
})

test('where not even that fits, each row tells its facts below each other, and nothing is cut off', () => {
  const id = 'deliv.4c6e8f0a-0b1c-4d2e-8f3a-5b6c7d8e9f00'
  const text = table(
    ['deliverable', 'order', 'status', 'error'],
    [
      [id, '000001', 'DELIVERED', null],
      [id, '000002', 'FAILED', message],
    ],
    60,
  )
  assert.equal(
    text,
    [
      `deliverable  ${id}\norder        000001\nstatus       DELIVERED`,
      `deliverable  ${id}\norder        000002\nstatus       FAILED\nerror        ${message}`,
    ].join('\n\n'),
  )
})

test('nothing found is said, and very many rows are shown', () => {
  assert.equal(table(header, [], 60), 'Nothing found')
  const many = Array.from({ length: 300_000 }, (_, at) => [at, 'a name', 1, 'text'])
  assert.equal(linesOf(table(header, many, 80)).length, 300_002)
})

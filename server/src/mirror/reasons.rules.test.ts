import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reasons } from '@swath/contract/reasons'
import { readReason } from './reasons.rules.ts'

const otherwise = 'FAILED_ELSEWHERE'
const cases: [string | undefined, string, string][] = [
  ['WINDOW_CLOSED', 'WINDOW_CLOSED', reasons.WINDOW_CLOSED.meaning],
  ['The antenna fell', otherwise, 'The antenna fell'],
  [undefined, otherwise, reasons[otherwise].meaning],
  ['toString', otherwise, 'toString'],
]
for (const [text, reason_code, message] of cases) {
  test(`${text} is read as ${reason_code}`, () => {
    assert.deepEqual(readReason(text, otherwise), { reason_code, message })
  })
}

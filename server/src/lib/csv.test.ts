import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvLine } from './csv.ts'

test('a text that a spreadsheet would run arrives as text, and a number as a number', () => {
  for (const name of ['=cmd|"/c calc"!A1', '+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1'])
    assert.match(csvLine([name]), /^"?'/, JSON.stringify(name))
  assert.equal(csvLine([-12.5, 0, null, 'a-b', 'x=1']), '-12.5,0,,a-b,x=1\r\n')
})

test('commas, quotes and breaks stay in their cell', () => {
  assert.equal(csvLine(['a,b', 'say "hi"', 'two\nlines']), '"a,b","say ""hi""","two\nlines"\r\n')
})

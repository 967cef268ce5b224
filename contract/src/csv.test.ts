import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvLine } from './csv.ts'

test('a text that a spreadsheet would run arrives as text, and a number as a number', () => {
  for (const name of ['=cmd|"/c calc"!A1', '+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1'])
    assert.match(csvLine([name]), /^"?'/, JSON.stringify(name))
  assert.equal(csvLine([-12.5, 0, null, 'a-b', 'x=1', 'a; b']), '-12.5,0,,a-b,x=1,a; b\r\n')
})

test('neither does one that a spreadsheet would see in the middle of a text, or in letters of full width', () => {
  for (const sign of '=+-@＝＋－＠') {
    assert.match(csvLine([`${sign}1`]), /^"?'/, sign)
    for (const before of [';', '\n', '\r\n', '\t', '; ', ';;'])
      assert.ok(
        csvLine([`Paris${before}${sign}1`]).includes(`'${sign}1`) ||
          csvLine([`Paris${before}${sign}1`]).includes(`' ${sign}1`),
        JSON.stringify(before + sign),
      )
  }
  assert.match(csvLine(['\n=1']), /^"'/)
})

test('commas, quotes and breaks stay in their cell', () => {
  assert.equal(csvLine(['a,b', 'say "hi"', 'two\nlines']), '"a,b","say ""hi""","two\nlines"\r\n')
})

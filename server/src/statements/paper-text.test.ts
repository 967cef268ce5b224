import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import PDFDocument from 'pdfkit'
import { Typesetter } from './paper-text.ts'

const dejavu = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'

function typeset(text: string, other_font?: string) {
  const typesetter = new Typesetter(new PDFDocument(), other_font)
  typesetter.draw(text, 0, 0, 'regular', 10, {})
  const width = typesetter.widthOf(text, 'regular', 10, undefined)
  return { is_incomplete: typesetter.is_incomplete, width }
}

test('names in Latin, Greek and Cyrillic are written whole', () => {
  for (const name of ['Ağrı', 'Đà Nẵng', 'Łódź', 'Ωμέγα', 'Київ', '2 × 50 km²', '“Çeşme” – 10 €'])
    assert.equal(typeset(name).is_incomplete, false, name)
})

test('a square stands for each character that no font has, and the page is told', () => {
  for (const [name, squares] of [
    ['東京', '□□'],
    ['서울', '□□'],
    ['a 🚀 b', 'a □ b'],
    ['👩‍🚀', '□'],
    ['القاهرة 000123', '□□□□□□□ 000123'],
  ] as const) {
    const { is_incomplete, width } = typeset(name)
    assert.equal(is_incomplete, true, name)
    assert.ok(Math.abs(width - typeset(squares).width) < 1e-6, name)
  }
})

test('what another font has is written in it', {
  skip: existsSync(dejavu) ? false : 'needs DejaVu Sans',
}, () => {
  assert.equal(typeset('საქართველო').is_incomplete, true)
  assert.equal(typeset('საქართველო', dejavu).is_incomplete, false)
})

test('a line break in a name breaks no line', () => {
  assert.equal(typeset('one\ntwo').width, typeset('one two').width)
})

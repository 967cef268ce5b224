import assert from 'node:assert/strict'
import { test } from 'node:test'
import { path_variables } from '@swath/contract/destinations'
import fc from 'fast-check'
import { plainName, renderPath, templateProblem } from './path-template.ts'

const values = {
  ...(Object.fromEntries(Object.keys(path_variables).map((name) => [name, `a-${name}`])) as Record<
    keyof typeof path_variables,
    string
  >),
  file_name: 'image.tif',
}

test('a template with an unknown variable is refused with the list of those that there are', () => {
  const problem = templateProblem('{order}/{capture_id}/{processing_level}/{file_name}')
  assert.match(problem!, /no variable \{order\}; there are \{contract_id\}, .*\{file_name\}/)
})

test('a template whose paths could lead elsewhere, or be the same for two files, is refused', () => {
  const refused: [string, RegExp][] = [
    ['/{deliverable_id}/{file_name}', /slash/],
    ['{deliverable_id}//{file_name}', /slash/],
    ['../{deliverable_id}/{file_name}', /dot/],
    ['{deliverable_id}/./{file_name}', /dot/],
    ['{deliverable_id}/.{file_name}', /dot/],
    ['a\\b/{deliverable_id}/{file_name}', /backslash/],
    ['a\n/{deliverable_id}/{file_name}', /control/],
    ['{deliverable_id/{file_name}', /variable|brace/],
    ['{deliverable_id}}/{file_name}', /brace/],
    ['{deliverable_id}/{file_name}/x', /end with/],
    ['{file_name}/{deliverable_id}/{file_name}', /nowhere else/],
    ['{deliverable_id}', /end with/],
    ['{order_id}/{file_name}', /several deliverables/],
    ['{capture_id}/{file_name}', /several deliverables/],
    ['{processing_level}/{file_name}', /several deliverables/],
    [`${'a'.repeat(101)}{order_id}/{deliverable_id}/{file_name}`, /more than 100 bytes/],
  ]
  for (const [template, reason] of refused) assert.match(templateProblem(template) ?? '', reason, template)
  for (const template of [
    '{order_id}/{capture_id}/{processing_level}/{file_name}',
    'incoming/{acquired_on}/{deliverable_id}_{file_name}',
    '{deliverable_id}-{file_name}',
  ]) {
    assert.equal(templateProblem(template), null, template)
  }
})

test('whatever a value says, it is one part of the path, and no way out', () => {
  assert.equal(
    renderPath('x/{client_reference}/{file_name}', { ...values, client_reference: '../../etc' }),
    'x/__.._etc/image.tif',
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const name = plainName(text)
      assert.match(name, /^[\p{L}\p{N}_-][\p{L}\p{N}._-]*$/u)
      assert.ok([...name].length <= 200)
    }),
  )
})

test('no part of a path is longer than file systems take, and ids and the end of the name stay whole', () => {
  const letters = ['a', 'é', '東', '𠀋']
  for (const letter of letters) {
    const long = { ...values, client_reference: letter.repeat(120), sku: letter.repeat(120) }
    for (const template of [
      '{client_reference}/{deliverable_id}/{file_name}',
      'a-{client_reference}-{deliverable_id}-{sku}-{client_reference}/{file_name}',
      '{client_reference}{capture_id}{sku}_{processing_level}_{file_name}',
    ]) {
      const parts = renderPath(template, long).split('/')
      for (const part of parts) assert.ok(Buffer.byteLength(part) <= 255, `${part.length} ${template}`)
      const rendered = parts.join('/')
      assert.ok(rendered.endsWith(values.file_name), rendered)
      if (template.includes('deliverable_id')) assert.ok(rendered.includes(values.deliverable_id), rendered)
      assert.ok(rendered.includes(letter.repeat(15)), rendered)
      assert.doesNotMatch(rendered, /\ufffd/)
    }
  }
})

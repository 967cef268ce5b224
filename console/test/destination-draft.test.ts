// The requests that the form of a destination sends.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Destination } from '@swath/contract/destinations'
import {
  changesOf,
  draftOf,
  empty_draft,
  mustSignIn,
  newDestinationOf,
  signInsOf,
} from '../src/pages/destinations/draft.ts'

const before: Destination = {
  destination_id: 'dest.1',
  contract_id: 'cont.1',
  name: 'Bucket',
  settings: { kind: 's3', bucket: 'imagery', region: 'eu-west-1', prefix: '', path_style: false },
  has_credentials: true,
  path_template: '{order_id}/{deliverable_id}/{file_name}',
  is_enabled: true,
  disabled_reason: null,
  default_for: { contract: false, projects: [] },
  verification: null,
  created_by: null,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
}
const labels = (draft = draftOf(before)) => signInsOf(draft, before).map(({ label }) => label)

test('a form in which nothing was changed sends nothing', () => {
  assert.deepEqual(changesOf(draftOf(before), before), {})
})

test('only what was changed is sent, and credentials only when they were given', () => {
  const draft = { ...draftOf(before), name: 'Other ', default_for: { contract: true, projects: [] } }
  assert.deepEqual(changesOf(draft, before), {
    name: 'Other',
    default_for: { contract: true, projects: [] },
  })
  const signed = {
    ...draft,
    sign_in: 'Access key',
    credentials: { access_key_id: 'a', secret_access_key: 'b' },
  }
  assert.deepEqual(changesOf(signed, before).credentials, { access_key_id: 'a', secret_access_key: 'b' })
})

test('for another place the credentials are asked for again, unless there were none', () => {
  const moved = { ...draftOf(before), settings: { ...draftOf(before).settings, bucket: 'elsewhere' } }
  assert.deepEqual(labels(), ['As it is', 'Access key', 'Role of mine'])
  assert.equal(mustSignIn(draftOf(before), before), false)
  assert.deepEqual([mustSignIn(moved, before), labels(moved)], [true, ['Access key', 'Role of mine']])
  assert.deepEqual(Object.keys(changesOf(moved, before)), ['settings', 'credentials'])
  const role = { ...before, has_credentials: false }
  assert.deepEqual(Object.keys(changesOf(moved, role)), ['settings'])
})

test('a new destination has the settings of its kind, and what is optional and empty is left out', () => {
  const settings = { folder: ' imagery ' }
  const draft = { ...empty_draft, name: 'Disk', kind: 'folder' as const, settings, sign_in: 'Nothing' }
  assert.deepEqual(newDestinationOf(draft), {
    name: 'Disk',
    settings: { kind: 'folder', folder: 'imagery' },
    credentials: null,
    path_template: empty_draft.path_template,
    default_for: { contract: false, projects: [] },
  })
})

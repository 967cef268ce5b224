import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientAddress } from './client-address.ts'

const from = (ip: string) => clientAddress({ ip, socket: { remoteAddress: '198.51.100.1' } as never })

test('an address is the same one however it is written', () => {
  const written = {
    '203.0.113.7': ['203.0.113.7', '::ffff:203.0.113.7', '203.0.113.7:52011'],
    '2001:db8:0:1::/64': [
      '2001:db8:0:1::1',
      '2001:0DB8:0000:0001:ffff:ffff:ffff:ffff',
      '[2001:db8:0:1::2]:443',
    ],
    '0:0:0:0::/64': ['::1', '::'],
    'fe80:0:0:0::/64': ['fe80::1%eth0'],
  }
  for (const [address, forms] of Object.entries(written)) {
    for (const form of forms) assert.equal(from(form), address, form)
  }
})

test('what is no address counts as whoever is connected', () => {
  for (const name of ['unknown', '', '203.0.113.7.8', "'; drop table"])
    assert.equal(from(name), '198.51.100.1')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isInClear } from './in-clear.ts'

test('http is read by others on the way, unless the way is within one machine', () => {
  const read = [
    'http://swath.example.com',
    'HTTP://10.0.0.1:8080/x',
    'http://localhost.example.com',
    'http://128.0.0.1',
  ]
  const unread = [
    'https://swath.example.com',
    'http://localhost:8080',
    'http://127.1',
    'http://[::1]:8080',
    'http://a.localhost',
  ]
  assert.deepEqual(
    read.map(isInClear),
    read.map(() => true),
  )
  assert.deepEqual(
    unread.map(isInClear),
    unread.map(() => false),
  )
})

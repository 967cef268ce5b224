/** Prefixed UUIDv7 (RFC 9562): sorts by creation time, so that it also serves as a page key. */
export function newId(
  prefix:
    | 'org'
    | 'cont'
    | 'project'
    | 'capt'
    | 'deliv'
    | 'dlvy'
    | 'dest'
    | 'evt'
    | 'entry'
    | 'quote'
    | 'analysis'
    | 'batch'
    | 'webhook'
    | 'try'
    | 'digest'
    | 'mail'
    | 'quota'
    | 'area'
    | 'aoi'
    | 'stmt'
    | 'audit'
    | 'view'
    | 'person'
    | 'session'
    | 'invite'
    | 'passkey'
    | 'ptask',
  now: Date,
): string {
  return `${prefix}.${uuid7(now)}`
}

let last = { ms: 0, counter: 0 }

/** Within one millisecond a counter keeps the order in which ids were made (RFC 9562, method 1). */
function uuid7(now: Date): string {
  last = now.getTime() > last.ms ? { ms: now.getTime(), counter: 0 } : next(last)
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(last.ms / 2 ** 32))
  view.setUint32(2, last.ms % 2 ** 32)
  view.setUint16(6, 0x7000 | last.counter)
  view.setUint8(8, (bytes[8]! & 0x3f) | 0x80)
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function next({ ms, counter }: typeof last) {
  return counter < 0xfff ? { ms, counter: counter + 1 } : { ms: ms + 1, counter: 0 }
}

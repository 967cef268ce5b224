/**
 * UTF-8 or UTF-16; without a mark every other byte of UTF-16 is zero, as places are written in ASCII. What is neither is
 * in the encoding that its XML declares, or as older programs of the West write.
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || second === 0) return new TextDecoder('utf-16le').decode(bytes)
  if ((first === 0xfe && second === 0xff) || first === 0) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return decoderOf(bytes).decode(bytes)
  }
}

function decoderOf(bytes: Uint8Array) {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const [, declared = 'windows-1252'] = /^<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/.exec(start) ?? []
  try {
    return new TextDecoder(/^utf-?8$/i.test(declared) ? 'windows-1252' : declared)
  } catch {
    // Nobody knows this encoding; the numbers are the same in all of them.
    return new TextDecoder('windows-1252')
  }
}

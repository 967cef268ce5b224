/** @throws Error that says which byte is none of UTF-8, rather than a text with signs in its place */
export function readUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const readable = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
    throw new Error(`Not UTF-8: see byte ${bytes.findIndex((byte, at) => byte !== readable[at]) + 1}`)
  }
}

/** The same bytes as UTF-8, from another encoding. */
export async function* toUtf8(source: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const chunk of source) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  yield Buffer.from(decoder.decode())
}

/** A message of a stream. A sign of life has no data; its comment tells how far a filtered reader has come. */
export interface ServerSentEvent {
  id: string
  data: string
}

/** Reads the messages of a `text/event-stream`; a message that breaks off is none. */
export async function* readServerSentEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n').split('\n\n')
      rest = blocks.pop()!
      for (const block of blocks) yield readBlock(block)
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function readBlock(block: string): ServerSentEvent {
  const message = { id: '', data: [] as string[] }
  for (const line of block.split('\n')) {
    const [, name, value] = /^(id|data|: cursor): ?(.*)$/s.exec(line) ?? []
    if (name === 'id' || name === ': cursor') message.id = value!
    if (name === 'data') message.data.push(value!)
  }
  return { id: message.id, data: message.data.join('\n') }
}

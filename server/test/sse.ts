// A client of Server-Sent Events for tests, as the standard has it.

export interface Message {
  /** The last id that was received so far, also by a message without data. */
  id: string
  event?: string
  data?: string
}

/** Comments with an id show as messages without data. Ends with the answer; leaving the loop closes the connection. */
export async function* readStream(url: string, headers: Record<string, string>): AsyncGenerator<Message> {
  const connection = new AbortController()
  try {
    const response = await fetch(url, { headers, signal: connection.signal })
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
    let rest = ''
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + piece).split('\n\n')
      rest = blocks.pop()!
      for (const block of blocks) yield messageOf(block)
    }
  } finally {
    connection.abort()
  }
}

function messageOf(block: string): Message {
  const lines = block.split('\n').filter((line) => !line.startsWith(':'))
  return Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2))) as Message
}

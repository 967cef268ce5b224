/** The facts of an error for another thread, where only plain data arrives. */
export interface SentError {
  /** The name of its class. */
  kind: string
  message: string
  stack: string | undefined
  fields: Readonly<Record<string, unknown>>
}

interface Work {
  module: string
  name: string
  task: unknown
}

/** In a thread: does what is asked for. What is thrown leaves as data, for `Threads` to throw again. */
export async function work({
  module,
  name,
  task,
}: Work): Promise<{ result: unknown } | { error: SentError }> {
  try {
    const functions = await import(module)
    return { result: await functions[name](task) }
  } catch (error) {
    return { error: pack(error instanceof Error ? error : new Error(String(error))) }
  }
}

function pack(error: Error): SentError {
  const { message, stack } = error
  return { kind: error.constructor.name, message, stack, fields: JSON.parse(JSON.stringify(error)) }
}

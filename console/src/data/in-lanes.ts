/** A browser sends no more to one server at a time; those that wait would only grow old. */
const lanes = 6

/** Asks for many things, a few at a time; the answers are in the order of what was asked. */
export async function inLanes<T, R>(all: readonly T[], ask: (one: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = []
  const waiting = all.entries()
  const lane = async () => {
    for (const [at, one] of waiting) answers[at] = await ask(one)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return answers
}

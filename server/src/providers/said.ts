const longest = 300
/** A longer answer is no message to people. */
const longest_answer = 100_000

/** The words of an answer that is no success: one line, or undefined where it is not JSON with a message. */
export function saidIn(answer: string): string | undefined {
  if (answer.length > longest_answer) return undefined
  try {
    const { detail, message, description } = JSON.parse(answer) as Record<string, unknown>
    const said = [detail, message, description].find((one) => typeof one === 'string' && one !== '')
    return typeof said === 'string' ? said.replaceAll(/\p{C}+/gu, ' ').slice(0, longest) : undefined
  } catch {
    // An answer that is no JSON says nothing to people.
    return undefined
  }
}

/** The words of a refusal, which customers read: no addresses, and nothing that is no sentence. */
export function wordsOf(answer: string): string {
  const said = saidIn(answer)
  return said && !said.includes('://') ? said : 'It is refused by the system that would carry it out'
}

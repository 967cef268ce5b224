/** The words of a refusal, which customers read: no addresses, and nothing that is no sentence. */
export function wordsOf(answer: string): string {
  const otherwise = 'It is refused by the system that would carry it out'
  try {
    const { detail, message, description } = JSON.parse(answer) as Record<string, unknown>
    const said = [detail, message, description].find((one) => typeof one === 'string' && one !== '')
    return typeof said === 'string' && !said.includes('://') ? said.slice(0, 300) : otherwise
  } catch {
    // An answer that is no JSON says nothing to people.
    return otherwise
  }
}

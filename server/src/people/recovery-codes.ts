import { createHash, randomBytes } from 'node:crypto'

const count = 10
/** Nobody guesses 80 bits, so that a plain digest keeps them. */
const bytes = 10
/** Without letters that look like another, or like a digit. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz'

/** Codes such as 3f7k-90zt-am2x-w8qd. */
export const newRecoveryCodes = (): string[] => Array.from({ length: count }, newRecoveryCode)

function newRecoveryCode(): string {
  const bits = [...randomBytes(bytes)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const text = bits.replaceAll(/.{5}/g, (five) => letters[Number.parseInt(five, 2)]!)
  return text.match(/.{4}/g)!.join('-')
}

/** Whichever way it is typed. */
export function recoveryDigest(person_id: string, code: string): string {
  const plain = code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')
  return createHash('sha256').update(`${person_id} ${plain}`).digest('hex')
}

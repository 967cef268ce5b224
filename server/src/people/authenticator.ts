import { Secret, TOTP } from 'otpauth'

const step_s = 30
/** Clocks differ, and people type slowly: the code before and the one after are taken as well. */
const window = 1

/** As most apps know it, whatever else they know (RFC 6238). */
function totpOf(secret: Secret, names: { issuer?: string; label?: string } = {}): TOTP {
  return new TOTP({ ...names, secret, algorithm: 'SHA1', digits: 6, period: step_s })
}

/** @returns the secret in base32, and the address that a QR code shows */
export function newAuthenticator(issuer: string, label: string): { secret: string; uri: string } {
  const secret = new Secret({ size: 20 })
  return { secret: secret.base32, uri: totpOf(secret, { issuer, label }).toString() }
}

/** @returns the step of time that the code is of; undefined of a wrong one, and of one that is no newer than the last */
export function stepOfCode(code: string, secret: string, now: Date, last_step: number): number | undefined {
  const timestamp = now.getTime()
  const delta = totpOf(Secret.fromBase32(secret)).validate({ token: code, timestamp, window })
  if (delta === null) return undefined
  const step = Math.floor(timestamp / 1000 / step_s) + delta
  return step > last_step ? step : undefined
}

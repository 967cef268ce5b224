/**
 * Signed requests between Swath and a provider: a fixed profile of HTTP Message Signatures (RFC 9421) with a digest of
 * the body (RFC 9530), by HMAC-SHA256 with a secret that both have. Everything is covered by which a request could be
 * taken for another one, always in the same order, so that a reader needs no parser of structured fields.
 */

/** Who asks whom: a request that one side has signed cannot be sent back to it. */
const directions = ['swath-to-provider', 'provider-to-swath'] as const
export type Direction = (typeof directions)[number]

export interface SignedRequest {
  method: string
  /** With the query, as it is sent: `/captures/capt.1?x=y`. */
  target: string
  /** The bytes that are sent; nothing is the empty body. */
  body: string | Uint8Array
}

export interface SigningKey {
  /** The name of the provider. */
  keyid: string
  secret: string
}

/** A request with the same nonce, younger than this, is refused. */
export const tolerance_s = 300
export const least_secret = 32

const covered = '("@method" "@path" "@query" "content-digest" "swath-protocol")'
export const protocol_version = '1'

export interface SignatureHeaders extends Record<string, string> {
  'swath-protocol': string
  'content-digest': string
  'signature-input': string
  signature: string
}

interface Signing {
  direction: Direction
  at?: Date
  nonce?: string
}

/** The headers by which the request proves who sends it, and that it is not sent again. */
export async function signRequest(
  request: SignedRequest,
  { keyid, secret }: SigningKey,
  { direction, at = new Date(), nonce = crypto.randomUUID() }: Signing,
): Promise<SignatureHeaders> {
  const created = Math.floor(at.getTime() / 1000)
  const parameters = `${covered};created=${created};nonce="${nonce}";keyid="${keyid}";alg="hmac-sha256";tag="${direction}"`
  const digest = await digestOf(request.body)
  const signature = await crypto.subtle.sign(
    'HMAC',
    await keyOf(secret, 'sign'),
    baseOf(request, digest, protocol_version, parameters),
  )
  return {
    'swath-protocol': protocol_version,
    'content-digest': digest,
    'signature-input': `swath=${parameters}`,
    signature: `swath=:${toBase64(signature)}:`,
  }
}

/** Why a request is not believed. */
const signature_problems = [
  'missing',
  'malformed',
  'version',
  'old',
  'digest',
  'unknown',
  'wrong',
  'replayed',
] as const
export type SignatureProblem = (typeof signature_problems)[number]

export class SignatureError extends Error {
  override readonly name = 'SignatureError'
  readonly problem: SignatureProblem

  constructor(problem: SignatureProblem, message: string) {
    super(message)
    this.problem = problem
  }
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

interface Verifying {
  direction: Direction
  now?: Date
  /** The secrets of a name, several while they are changed; none of a name that is not known. */
  secretsOf(keyid: string): Promise<readonly string[]>
  /** Remembers a nonce for twice the tolerance. @returns false if it was there */
  isNew(keyid: string, nonce: string): Promise<boolean>
}

/**
 * @param request with the path as it was asked for, and the body as it came, before any parsing
 * @returns who has signed the request
 * @throws SignatureError
 */
export async function verifyRequest(
  request: SignedRequest & { headers: Headers },
  { direction, now = new Date(), secretsOf, isNew }: Verifying,
): Promise<string> {
  const { parameters, created, nonce, keyid, tag } = readInput(header(request, 'signature-input'))
  const given = readSignature(header(request, 'signature'))
  const version = requireVersion(header(request, 'swath-protocol'))
  if (tag !== direction) throw new SignatureError('malformed', `The tag must be "${direction}", not "${tag}"`)
  const apart_s = Math.abs(now.getTime() / 1000 - created)
  if (apart_s > tolerance_s) {
    const message = `The request was signed ${Math.round(apart_s)} s from now; at most ${tolerance_s} s are taken`
    throw new SignatureError('old', message)
  }
  const digest = header(request, 'content-digest')
  if (digest !== (await digestOf(request.body))) {
    throw new SignatureError('digest', 'The Content-Digest is not that of the body: send sha-256=:<base64>:')
  }
  const secrets = await secretsOf(keyid)
  if (secrets.length === 0) throw new SignatureError('unknown', `There is no keyid ${keyid}`)
  const base = baseOf(request, digest, version, parameters)
  if (!(await isSignedByOneOf(secrets, given, base))) {
    throw new SignatureError('wrong', 'The Signature does not fit the request and the secret')
  }
  if (await isNew(keyid, nonce)) return keyid
  throw new SignatureError('replayed', `The nonce ${nonce} was used before: sign each request anew`)
}

/** @throws SignatureError */
function requireVersion(version: string): string {
  if (version === protocol_version) return version
  throw new SignatureError(
    'version',
    `Swath-Protocol is ${version}; the version that is spoken here is ${protocol_version}`,
  )
}

async function isSignedByOneOf(secrets: readonly string[], given: Bytes, base: Bytes): Promise<boolean> {
  for (const secret of secrets) {
    // `verify` compares in constant time.
    if (await crypto.subtle.verify('HMAC', await keyOf(secret, 'verify'), given, base)) return true
  }
  return false
}

/** Remembers nonces in memory, for a receiver that is one process. */
export class Nonces {
  #until = new Map<string, number>()

  async isNew(keyid: string, nonce: string, now = new Date()): Promise<boolean> {
    for (const [name, until] of this.#until) {
      // In the order in which they came, and each for as long.
      if (until > now.getTime()) break
      this.#until.delete(name)
    }
    const name = `${keyid} ${nonce}`
    if (this.#until.has(name)) return false
    this.#until.set(name, now.getTime() + 2 * tolerance_s * 1000)
    return true
  }
}

const input_form = new RegExp(
  `^swath=(${covered.replaceAll(/[().]/g, '\\$&')};created=(\\d{1,12});nonce="([\\w.~-]{8,100})";keyid="([\\w.-]{1,100})";alg="hmac-sha256";tag="([a-z-]+)")$`,
)

function readInput(input: string) {
  const [, parameters, created, nonce, keyid, tag] = input_form.exec(input) ?? []
  if (parameters === undefined) {
    throw new SignatureError(
      'malformed',
      `Signature-Input must be swath=${covered};created=<seconds>;nonce="<8 to 100 letters>";keyid="<name>";alg="hmac-sha256";tag="<direction>", with nothing else`,
    )
  }
  return { parameters, created: Number(created), nonce: nonce!, keyid: keyid!, tag: tag! }
}

function readSignature(signature: string): Bytes {
  const [, base64] = /^swath=:([A-Za-z0-9+/]{43}=):$/.exec(signature) ?? []
  if (base64 === undefined)
    throw new SignatureError('malformed', 'Signature must be swath=:<32 bytes in base64>:')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

function header({ headers }: { headers: Headers }, name: string): string {
  const value = headers[name]
  if (typeof value === 'string' && value !== '') return value
  throw new SignatureError('missing', `The header ${name} is missing: requests are signed`)
}

type Bytes = Uint8Array<ArrayBuffer>

/** RFC 9421, section 2.5. */
function baseOf(
  { method, target }: SignedRequest,
  digest: string,
  version: string,
  parameters: string,
): Bytes {
  const at = target.indexOf('?')
  const [path, query] = at < 0 ? [target, '?'] : [target.slice(0, at), target.slice(at)]
  const lines = [
    `"@method": ${method.toUpperCase()}`,
    `"@path": ${path}`,
    `"@query": ${query}`,
    `"content-digest": ${digest}`,
    `"swath-protocol": ${version}`,
    `"@signature-params": ${parameters}`,
  ]
  return bytesOf(lines.join('\n'))
}

async function digestOf(body: string | Uint8Array): Promise<string> {
  return `sha-256=:${toBase64(await crypto.subtle.digest('SHA-256', bytesOf(body)))}:`
}

const bytesOf = (text: string | Uint8Array): Bytes =>
  typeof text === 'string' ? new TextEncoder().encode(text) : new Uint8Array(text)

function keyOf(secret: string, usage: 'sign' | 'verify') {
  return crypto.subtle.importKey('raw', bytesOf(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [usage])
}

const toBase64 = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes)))

// A device with a passkey, played by the test: it signs whatever it is told to, also what no browser would.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()

/** The flags of the device: somebody was there, proved it by a finger or a number; and there is a new key. */
const [present, verified, with_key] = [0x01, 0x04, 0x40]

export interface Told {
  origin: string
  rp_id?: string
  is_verified?: boolean
  counter?: number
}

interface Question {
  challenge: string
  user?: { id: string }
}

export class PasskeyDevice {
  readonly id = randomBytes(16)
  counter = 0
  #owner = ''
  #private_key: KeyObject
  #public_key: KeyObject

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#private_key = privateKey
    this.#public_key = publicKey
  }

  /** Answers with a new passkey. */
  make(question: Question, told: Told) {
    this.#owner = question.user!.id
    const data = Buffer.concat([this.#data(told, with_key), this.#key()])
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(data)],
    ])
    return this.#answer({
      clientDataJSON: clientData('webauthn.create', question, told).toString('base64url'),
      attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url'),
      transports: ['internal'],
    })
  }

  /** Answers with a signature. */
  sign(question: Question, told: Told) {
    this.counter += 1
    const data = this.#data({ counter: this.counter, ...told })
    const client = clientData('webauthn.get', question, told)
    const signature = sign('sha256', Buffer.concat([data, sha256(client)]), this.#private_key)
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: this.#owner,
    })
  }

  #data({ origin, rp_id, is_verified = true, counter = 0 }: Told, more = 0): Buffer {
    const flags = Buffer.from([present | (is_verified ? verified : 0) | more])
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([sha256(rp_id ?? new URL(origin).hostname), flags, count])
  }

  #key(): Buffer {
    const { x, y } = this.#public_key.export({ format: 'jwk' })
    const cose = new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(x!, 'base64url'))],
      [-3, new Uint8Array(Buffer.from(y!, 'base64url'))],
    ])
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.id.length)
    return Buffer.concat([Buffer.alloc(16), length, this.id, Buffer.from(isoCBOR.encode(cose as never))])
  }

  #answer(response: object) {
    const id = this.id.toString('base64url')
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response }
  }
}

function clientData(type: string, { challenge }: Question, { origin }: Told): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
}

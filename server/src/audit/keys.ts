import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import type { AuditHead } from '@swath/contract/audit'
import { isSigned, signedText } from '@swath/contract/audit-chain'
import type { Secrets } from '../database/secrets.ts'

/** The bytes before the 32 of a private key of Ed25519 in PKCS #8 (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

interface HeadKey {
  private_key: KeyObject
  public_key: string
}

/** Signs the ends of chains. The key is made from that of the installation, so it is nowhere in the database. */
export class HeadKeys {
  #secrets: Secrets

  constructor(secrets: Secrets) {
    this.#secrets = secrets
  }

  async current(): Promise<HeadKey> {
    return (await this.#all())[0]!
  }

  async sign(head: Omit<AuditHead, 'public_key' | 'signature'>): Promise<AuditHead> {
    const { private_key, public_key } = await this.current()
    const text = signedText({ ...head, public_key })
    return {
      ...head,
      public_key,
      signature: sign(null, Buffer.from(text), private_key).toString('base64url'),
    }
  }

  /** Whether the current key of the installation, or one of the old, has signed it. */
  async hasSigned(head: AuditHead): Promise<boolean> {
    const known = (await this.#all()).some(({ public_key }) => public_key === head.public_key)
    return known && (await isSigned(head))
  }

  async #all(): Promise<HeadKey[]> {
    return (await this.#secrets.derive('swath audit heads')).map(headKey)
  }
}

function headKey(seed: Buffer): HeadKey {
  const private_key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' })
  return { private_key, public_key: createPublicKey(private_key).export({ format: 'jwk' }).x! }
}

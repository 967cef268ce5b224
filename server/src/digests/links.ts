import type { SignedLinks } from '../access/signed-links.ts'

const confirm_seconds = 3 * 86_400

export const confirm_path = '/v2/digests/{digest_id}/confirm'
export const unsubscribe_path = '/v2/digests/{digest_id}/unsubscribe'

export function pathOf(path: string, digest_id: string): string {
  return path.replace('{digest_id}', digest_id)
}

interface Digest {
  contract_id: string
  digest_id: string
  unsubscribe_token: string
}

/** The links in mails: what they lead to, and the signed ones with which whoever reads the mail decides. */
export class DigestLinks {
  #signed: SignedLinks
  #public_url: string

  constructor(signed: SignedLinks, public_url: string) {
    this.#signed = signed
    this.#public_url = public_url
  }

  confirm({ contract_id, digest_id }: Digest): Promise<string> {
    return this.#signed.sign({ contract_id }, pathOf(confirm_path, digest_id), confirm_seconds)
  }

  /** Mails lie around for years, longer than a key signs, and whoever finds one may still want no more of them. */
  unsubscribe({ contract_id: contract, digest_id, unsubscribe_token: token }: Digest): string {
    const query = new URLSearchParams({ contract, token })
    return `${this.#public_url}${pathOf(unsubscribe_path, digest_id)}?${query}`
  }

  /** A page of the console. Whoever has several contracts sees the one that the mail is about. */
  toPage(contract_id: string, page: string): string {
    return `${this.#public_url}/console/${page}?${new URLSearchParams({ contract: contract_id })}`
  }

  /** Mail from here is told apart by the host of the server. */
  messageId(mail_id: string): string {
    return `<${mail_id}@${new URL(this.#public_url).hostname}>`
  }
}

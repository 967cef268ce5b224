import type {
  AddedPasskey,
  NewAuthenticator,
  OwnFactors,
  OwnProof,
  RecoveryCodes,
} from '@swath/contract/factors'
import type { NewPasskey, Passkey, PasskeyQuestion } from '@swath/contract/passkeys'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

/** Second factors prove, besides a password, who somebody is: for the pages of Swath itself, as the account is. */
export class Factors {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  get(options: CallOptions = {}): Promise<OwnFactors> {
    return this.#http.json('/v2/my/factors', { ...options, contract: false })
  }

  setUpAuthenticator(): Promise<NewAuthenticator> {
    return this.#post('/v2/my/authenticator')
  }

  confirmAuthenticator(code: string): Promise<RecoveryCodes> {
    return this.#post('/v2/my/authenticator/confirm', { code })
  }

  removeAuthenticator(proof: OwnProof): Promise<void> {
    return this.#post('/v2/my/authenticator/remove', proof)
  }

  renewRecoveryCodes(proof: OwnProof): Promise<RecoveryCodes> {
    return this.#post('/v2/my/recovery-codes', proof)
  }

  passkeys(options: Pick<CallOptions, 'signal'> = {}): Listing<Passkey> {
    return this.#http.list('/v2/my/passkeys', {}, { ...options, contract: false })
  }

  askForNewPasskey(): Promise<PasskeyQuestion> {
    return this.#post('/v2/my/passkeys/question')
  }

  addPasskey(given: NewPasskey): Promise<AddedPasskey> {
    return this.#post('/v2/my/passkeys', given)
  }

  renamePasskey(passkey_id: string, name: string): Promise<Passkey> {
    return this.#one(passkey_id, { method: 'PATCH', body: { name } })
  }

  removePasskey(passkey_id: string): Promise<void> {
    return this.#one(passkey_id, { method: 'DELETE' })
  }

  #one<T>(passkey_id: string, call: Parameters<Http['json']>[1]): Promise<T> {
    return this.#http.json(`/v2/my/passkeys/${encodeURIComponent(passkey_id)}`, { ...call, contract: false })
  }

  /** Once: a code is taken once. */
  #post<T>(path: string, body?: unknown): Promise<T> {
    return this.#http.ask(path, { method: 'POST', body })
  }
}

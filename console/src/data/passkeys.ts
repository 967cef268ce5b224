import type { AddedPasskey } from '@swath/contract/factors'
import type { NewPasskeyResponse, PasskeyQuestion, PasskeyResponse } from '@swath/contract/passkeys'
import type { SignedIn } from '@swath/contract/people'
import { visitor } from './session.ts'

/** The browser and its devices answer questions by this. It is loaded by those who have passkeys. */
const device = () => import('@simplewebauthn/browser')

/** @throws ApiError, ConnectionError; Error when nothing was chosen */
export async function signInWithPasskey(): Promise<SignedIn> {
  const { startAuthentication } = await device()
  const question = await visitor.askForPasskey()
  const answer = await startAuthentication({ optionsJSON: optionsOf(question) }).catch(explain)
  return visitor.signInWithPasskey(answer as PasskeyResponse)
}

/** @throws ApiError, ConnectionError; Error when nothing was chosen */
export async function addPasskey(name: string): Promise<AddedPasskey> {
  const { startRegistration } = await device()
  const question = await visitor.factors.askForNewPasskey()
  const response = await startRegistration({ optionsJSON: optionsOf(question) }).catch(explain)
  return visitor.factors.addPasskey({ name, response: response as NewPasskeyResponse })
}

/** The server writes them as the library for browsers reads them. */
const optionsOf = (question: PasskeyQuestion) => question as never

/** Browsers do not tell whether somebody said no, or has no passkey. */
function explain(error: unknown): never {
  const { name, code } = error as { name?: string; code?: string }
  if (code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') {
    throw new Error('This device has a passkey of your account already.')
  }
  if (name === 'NotAllowedError') throw new Error('No passkey was chosen, or it took too long. Try again.')
  throw error
}

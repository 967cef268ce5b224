import { path_prefix } from './path-prefix.ts'
import { enter, visitor } from './session.ts'

/** The errand of somebody who goes to the provider of identities and comes back in the same tab. */
interface Errand {
  /** A path of the console. */
  to?: string
  /** The token of the link by which they were invited. */
  invitation?: string
  /** They have signed in, and connect their account. */
  connect?: true
}

const storage_key = `swath.sign-on${path_prefix}`

export async function startSignOn(errand: Errand): Promise<void> {
  const { url } = await visitor.startSignOn()
  sessionStorage.setItem(storage_key, JSON.stringify(errand))
  location.assign(url)
}

/** @param answer the parameters with which the provider sent the browser back @returns where they were going */
export async function finishSignOn(answer: Record<string, string>): Promise<string> {
  const { to = '/', ...errand } = JSON.parse(sessionStorage.getItem(storage_key) ?? '{}') as Errand
  sessionStorage.removeItem(storage_key)
  await enter(await visitor.finishSignOn({ answer, ...errand }))
  return to
}

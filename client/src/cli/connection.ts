import type { Command } from 'commander'
import { SwathClient } from '../client.ts'
import type { RetryPolicy } from '../connection.ts'
import { note } from './output.ts'
import { type Profile, readProfile } from './profiles.ts'

/** For work that takes hours, and should not end because a server is started anew. */
export const persistent: Partial<RetryPolicy> = { attempts: 8 }

/** For commands that follow the feed: they wait for a server that is away, and say so. */
export function tellReconnect(error: unknown): void {
  note(`Connecting again: ${(error as Error).message}`)
}

export interface ConnectionFlags {
  url?: string
  clientId?: string
  clientSecret?: string
  contract?: string
  profile?: string
  allowHttp?: boolean
}

/** The flags by which every command finds its server; what is not said comes from the environment or the profile. */
export function withConnection(command: Command): Command {
  command
    .option('--profile <name>', 'connection that swath login keeps (SWATH_PROFILE)')
    .option('--url <url>', 'address of the server (SWATH_URL)')
    .option('--client-id <id>', 'credential (SWATH_CLIENT_ID)')
    .option('--client-secret <secret>', 'its secret (SWATH_CLIENT_SECRET); better in the environment')
    .option('--allow-http', 'send it over http://, too, where others can read it (SWATH_ALLOW_HTTP=true)')
  // Some commands need one, and say so themselves.
  if (command.options.some(({ long }) => long === '--contract')) return command
  return command.option('--contract <id>', 'contract, if the credential has several (SWATH_CONTRACT)')
}

/** @throws when something is missing, with all the places where it could be said */
export async function clientOf(
  flags: ConnectionFlags,
  retries: Partial<RetryPolicy> = {},
): Promise<SwathClient> {
  const { url, client_id, client_secret, contract_id, allow_http = false } = await settingsOf(flags)
  const { SWATH_ACCESS_TOKEN: token } = process.env
  const sign_in = token
    ? { access_token: () => token }
    : {
        client_id: needed(client_id, '--client-id', 'SWATH_CLIENT_ID'),
        client_secret: needed(client_secret, '--client-secret', 'SWATH_CLIENT_SECRET'),
      }
  const connection = { url: needed(url, '--url', 'SWATH_URL'), ...sign_in, allow_http, retries }
  return new SwathClient(contract_id ? { ...connection, contract_id } : connection)
}

/** Flags count before the environment, and that before the profile. */
export async function settingsOf(flags: ConnectionFlags): Promise<Partial<Profile>> {
  const { SWATH_URL, SWATH_CLIENT_ID, SWATH_CLIENT_SECRET, SWATH_CONTRACT, SWATH_ALLOW_HTTP } = process.env
  const name = profileName(flags)
  const profile = await readProfile(name)
  if (!profile && name !== default_profile) {
    throw new Error(`There is no profile ${name}; make it with: swath login --profile ${name}`)
  }
  const url = flags.url ?? SWATH_URL ?? profile?.url
  // A secret goes to the server for which it was kept, and to no other.
  const kept = profile?.url === url ? profile : undefined
  const client_id = flags.clientId ?? SWATH_CLIENT_ID ?? kept?.client_id
  const own = kept?.client_id === client_id ? kept : undefined
  return {
    ...defined('url', url),
    ...defined('client_id', client_id),
    ...defined('client_secret', flags.clientSecret ?? SWATH_CLIENT_SECRET ?? own?.client_secret),
    ...defined('contract_id', flags.contract ?? SWATH_CONTRACT ?? own?.contract_id),
    allow_http: flags.allowHttp ?? kept?.allow_http ?? SWATH_ALLOW_HTTP === 'true',
  }
}

const default_profile = 'default'

export function profileName({ profile }: ConnectionFlags): string {
  return profile ?? process.env.SWATH_PROFILE ?? default_profile
}

function defined<K extends string>(name: K, value: string | undefined): { [name in K]?: string } {
  return (value ? { [name]: value } : {}) as { [name in K]?: string }
}

function needed(value: string | undefined, flag: string, variable: string): string {
  if (value) return value
  throw new Error(`Not signed in: run swath login, or say ${flag}, or set ${variable}`)
}

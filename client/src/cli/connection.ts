import type { Command } from 'commander'
import { SwathClient } from '../client.ts'

export interface ConnectionFlags {
  url?: string
  clientId?: string
  clientSecret?: string
}

/** The flags by which every command finds its server, with their places in the environment. */
export function withConnection(command: Command): Command {
  return command
    .option('--url <url>', 'address of the server (SWATH_URL)', process.env.SWATH_URL)
    .option('--client-id <id>', 'credential (SWATH_CLIENT_ID)', process.env.SWATH_CLIENT_ID)
    .option('--client-secret <secret>', 'its secret (SWATH_CLIENT_SECRET); better in the environment')
}

/** @throws when something is missing, with the flag and the variable that would give it */
export function clientOf({ url, clientId, clientSecret }: ConnectionFlags): SwathClient {
  return new SwathClient({
    url: needed(url, '--url', 'SWATH_URL'),
    client_id: needed(clientId, '--client-id', 'SWATH_CLIENT_ID'),
    // Not a default of the option: --help would print it.
    client_secret: needed(
      clientSecret ?? process.env.SWATH_CLIENT_SECRET,
      '--client-secret',
      'SWATH_CLIENT_SECRET',
    ),
  })
}

function needed(value: string | undefined, flag: string, variable: string): string {
  if (value) return value
  throw new Error(`Say ${flag}, or set ${variable}`)
}

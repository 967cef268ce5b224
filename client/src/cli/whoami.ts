import type { Credential, OwnCredential } from '@swath/contract/accounts'
import { Command } from 'commander'
import type { SwathClient } from '../client.ts'
import { type ConnectionFlags, clientOf, contractsOf, settingsOf, withConnection } from './connection.ts'
import { mayOf } from './credentials-list.ts'
import { facts, minutes, money, type OutputFlags, print, withOutput } from './output.ts'

export function whoamiCommand(): Command {
  const command = new Command('whoami').description('Which credential asks which server, and what it may')
  return withConnection(withOutput(command)).action(whoami)
}

async function whoami(flags: ConnectionFlags & OutputFlags): Promise<void> {
  const { url, profile = null } = await settingsOf(flags)
  const swath = await clientOf(flags)
  const credential = await credentialOf(swath)
  const contracts = await contractsOf(swath)
  print(flags, { url, profile, credential, contracts }, () =>
    facts({
      server: url,
      profile,
      credential: credential.client_id,
      name: credential.name,
      may: mayOf(credential),
      contracts: contracts.map(({ contract_id, name }) => `${contract_id} (${name})`).join(', '),
      expires: minutes(credential.expires_at),
      'left this month': leftOf(credential),
    }),
  )
}

type Known = Pick<Credential, 'client_id' | 'scopes' | 'acts_as'> & Partial<OwnCredential>

/** Operators and providers are told nothing of their credential: their token tells the most. */
async function credentialOf(swath: SwathClient): Promise<Known> {
  try {
    return await swath.credentials.own()
  } catch (error) {
    if ((error as { code?: string }).code !== 'role_forbidden') throw error
    const [, payload = ''] = (await swath.accessToken()).split('.')
    const { client_id, scope } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return { client_id, scopes: scope.split(' '), acts_as: null }
  }
}

function leftOf({ spending }: Known): string | null {
  return spending ? money(spending.remaining_minor, spending.currency) : null
}

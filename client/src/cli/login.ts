import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { Command } from 'commander'
import { SwathClient } from '../client.ts'
import { type ConnectionFlags, profileName, settingsOf, withConnection } from './connection.ts'
import { note } from './output.ts'
import { profilesFile, saveProfile } from './profiles.ts'

export function loginCommand(): Command {
  const command = new Command('login')
    .description('Keep the connection to a server, so that no other command has to be told')
    .addHelpText(
      'after',
      '\nWhat is not said is asked for. Without a terminal the secret is read from the input.',
    )
  return withConnection(command).action(login)
}

async function login(flags: ConnectionFlags): Promise<void> {
  const known = await settingsOf({ ...flags, profile: 'default' })
  const url = known.url ?? (await ask('Address of the server', 'http://127.0.0.1:8080'))
  const client_id = flags.clientId ?? process.env.SWATH_CLIENT_ID ?? (await ask('Client id', known.client_id))
  const client_secret =
    flags.clientSecret ?? process.env.SWATH_CLIENT_SECRET ?? (await askSecret('Client secret'))
  const credentials = { url, client_id, client_secret, ...(known.allow_http && { allow_http: true }) }
  const contract_id = await chooseContract(new SwathClient(credentials), flags.contract)
  const name = profileName(flags)
  await saveProfile(name, { ...credentials, ...(contract_id ? { contract_id } : {}) })
  note(`Signed in at ${url} as ${client_id}; kept in ${profilesFile()} as ${name}`)
}

/** Asks the server, which thereby says whether it takes the credential. An operator has no contract. */
async function chooseContract(swath: SwathClient, given: string | undefined): Promise<string | undefined> {
  const contracts = await swath.contracts().catch((error) => {
    if (error.code === 'role_forbidden') return []
    throw error
  })
  const listed = contracts.map(({ contract_id, name }) => `  ${contract_id}  ${name}`).join('\n')
  if (given !== undefined) {
    if (contracts.some(({ contract_id }) => contract_id === given)) return given
    throw new Error(`The credential has no contract ${given}; it has\n${listed}`)
  }
  if (contracts.length < 2) return contracts[0]?.contract_id
  note(`The credential has several contracts:\n${listed}`)
  const chosen = await ask('Contract', contracts[0]!.contract_id)
  return chooseContract(swath, chosen)
}

async function ask(question: string, suggestion?: string): Promise<string> {
  if (!process.stdin.isTTY) throw new Error(`${question}? Say it with a flag; swath login --help tells which`)
  const dialogue = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await dialogue.question(`${question}${suggestion ? ` [${suggestion}]` : ''}: `)
  dialogue.close()
  return answer.trim() || suggestion || ask(question, suggestion)
}

/** Without an echo. */
async function askSecret(question: string): Promise<string> {
  if (!process.stdin.isTTY) return (await textOf(process.stdin)).trim() || noSecret()
  process.stderr.write(`${question}: `)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const dialogue = createInterface({ input: process.stdin, output: silent, terminal: true })
  const answer = await dialogue.question('')
  dialogue.close()
  process.stderr.write('\n')
  return answer.trim() || noSecret()
}

function noSecret(): never {
  throw new Error('No secret was given: type it, write it to the standard input, or set SWATH_CLIENT_SECRET')
}

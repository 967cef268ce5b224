import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import { Command } from 'commander'
import { SwathClient } from '../client.ts'
import { type ConnectionFlags, contractsOf, noProfile, profileName, withConnection } from './connection.ts'
import { note } from './output.ts'
import { forgetProfile, profilesFile, readProfile, saveProfile } from './profiles.ts'

export function loginCommand(): Command {
  const command = new Command('login')
    .description('Keep the connection to a server, so that no other command has to be told')
    .addHelpText(
      'after',
      '\nWhat is not said is asked for. Without a terminal the secret is read from the input.',
    )
  return withConnection(command).action(login)
}

export function logoutCommand(): Command {
  return new Command('logout')
    .description('Forget the connection that swath login keeps, with its secret')
    .option('--profile <name>', 'which of them (SWATH_PROFILE)')
    .action(async (flags: ConnectionFlags) => {
      const name = profileName(flags)
      if (!(await forgetProfile(name))) throw noProfile(name)
      note(`The profile ${name} is forgotten; its credential is valid until it is revoked`)
    })
}

async function login(flags: ConnectionFlags): Promise<void> {
  const { SWATH_URL, SWATH_CLIENT_ID, SWATH_CLIENT_SECRET, SWATH_ALLOW_HTTP } = process.env
  const name = profileName(flags)
  // An address of another profile is never taken: the secret would go there.
  const known = await readProfile(name)
  const given = flags.url ?? (SWATH_URL || known?.url)
  const url = given ?? (await ask('Address of the server', 'http://127.0.0.1:8080'))
  const suggested = known?.url === url ? known : undefined
  const client_id = flags.clientId ?? (SWATH_CLIENT_ID || (await ask('Client id', suggested?.client_id)))
  const client_secret = flags.clientSecret ?? (SWATH_CLIENT_SECRET || (await askSecret('Client secret')))
  const allow_http = flags.allowHttp ?? suggested?.allow_http ?? SWATH_ALLOW_HTTP === 'true'
  const credentials = { url, client_id, client_secret, ...(allow_http && { allow_http }) }
  const contract_id = await chooseContract(new SwathClient(credentials), flags.contract)
  await saveProfile(name, { ...credentials, ...(contract_id ? { contract_id } : {}) })
  note(`Signed in at ${url} as ${client_id}; kept in ${profilesFile()} as ${name}`)
}

/** Asks the server, which thereby says whether it takes the credential. */
async function chooseContract(swath: SwathClient, given: string | undefined): Promise<string | undefined> {
  const contracts = await contractsOf(swath)
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
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const dialogue = createInterface({ input: process.stdin, output: silent, terminal: true })
  // Not before: what is typed when the question is seen must not be shown any more.
  process.stderr.write(`${question}: `)
  const answer = await dialogue.question('')
  dialogue.close()
  process.stderr.write('\n')
  return answer.trim() || noSecret()
}

function noSecret(): never {
  throw new Error('No secret was given: type it, write it to the standard input, or set SWATH_CLIENT_SECRET')
}

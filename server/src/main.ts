import { isInClear } from '@swath/contract/in-clear'
import about from '../package.json' with { type: 'json' }
import { type App, openApp } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { CannotStart } from './platform/cannot-start.ts'
import { type Log, openLog } from './platform/log.ts'

const usage = `Usage: main.ts <command>
  serve     API and worker in one process
  api       only the API
  worker    only the worker
  migrate   bring the database schema up to date, then end
  setup     make the first operator, and print its secret; print a link to the first account; once each
  rotate-keys [--at-once]
            sign tokens and links with a new key from now on; --at-once ends what was signed before
  sign-seals
            sign the last seal of events of each contract, where nobody has and its seals fit what is stored
  sign-audit
            sign the end of the audit as it is, where you know that it is right`

interface Role {
  listens?: boolean
  works?: boolean
  /** A task that is done once. */
  task?: (app: App) => Promise<void>
}

const at_once = process.argv[3] === '--at-once'
const roles: Record<string, Role> = {
  serve: { listens: true, works: true },
  api: { listens: true },
  worker: { works: true },
  migrate: {},
  setup: { task: setUp },
  'rotate-keys': { task: rotateKeys },
  'sign-seals': { task: signSeals },
  'sign-audit': { task: signAudit },
}

const role = roles[process.argv[2] ?? '']
if (!role) {
  console.error(usage)
  process.exit(2)
}
// A parent that started this process with an IPC channel (scripts/stack.ts) has died: nobody else would stop it.
process.once('disconnect', () => process.exit(1))
process.channel?.unref()

try {
  const config = readConfig()
  await run(config, openLog(config.log_level), role)
} catch (error) {
  if (!(error instanceof CannotStart)) throw error
  console.error(error.message)
  process.exit(1)
}

async function run(config: Config, log: Log, { listens = false, works = false, task }: Role) {
  const app = await openApp(config, log)
  const close = once(() => app.close())
  // The end does not wait for what still waits for a database that is away.
  const end = () => close().then(() => process.exit())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end)
  await task?.(app)
  if (works) await app.queue.work()
  if (listens && isInClear(config.public_url) && !config.allow_http) {
    log.warn(
      { url: config.public_url },
      'SWATH_PUBLIC_URL is http: others can read secrets and tokens on the way',
    )
  }
  if (listens) await tellFirst(app, log)
  if (listens) await app.http.listen({ host: config.host, port: config.port })
  if (!listens && !works) await close()
  else log.info({ version: about.version, url: config.public_url, listens, works }, 'started')
}

/** A new house has nobody who could let anybody in: whoever reads what its processes print is the first. */
async function tellFirst({ features }: App, log: Log) {
  if (await features.accounts.register.hasOperator()) return
  const link = await features.people.links.makeFirst()
  if (link)
    log.warn({ link }, 'nobody can sign in yet: this link makes the first account, once and within a day')
}

async function setUp({ features }: App) {
  const made = await features.accounts.register.setUp('the first operator')
  const link = await features.people.links.makeFirst()
  if (made) {
    console.log(
      `The first operator, for the command; the secret is shown this once:\n\n  client id      ${made.client_id}\n  client secret  ${made.client_secret}\n`,
    )
    console.log('Sign in with: swath login. Then: swath admin --help\n')
  }
  if (link) console.log(`The first account, for a person, once and within a day:\n\n  ${link}\n`)
  if (made || link) return
  process.exitCode = 1
  console.error(
    'There is an operator and an account already: swath admin people invite --help tells how to make more',
  )
}

async function rotateKeys({ features }: App) {
  const key_id = await features.accounts.signing_keys.rotate({ at_once })
  console.log(`Tokens and links are signed with the key ${key_id} from now on.`)
}

async function signSeals({ features }: App) {
  const found = await features.feed.seals.signAll()
  for (const { contract_id, seals, events, broken, head } of found) {
    if (broken) process.exitCode = 1
    const told = broken ? `not signed: seal ${broken.number}: ${broken.reason}` : `signed, ${head}`
    console.log(`${contract_id}: ${seals} seals of ${events} events, ${told}`)
  }
  if (found.length === 0) console.log('The last seal of every contract is signed.')
}

async function signAudit({ features }: App) {
  console.log(`Signed are the ends of ${await features.audit.sealer.signAll()} chains.`)
}

/** A second Ctrl-C does not close twice. */
function once(close: () => Promise<void>) {
  let closing: Promise<void> | undefined
  return () => {
    closing ??= close()
    return closing
  }
}

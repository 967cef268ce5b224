import { randomBytes } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import { type ProviderKind, provider_settings, secret_makers } from '@swath/contract/provider-kinds'
import { least_secret } from '@swath/contract/provider-protocol/signature'
import type {
  ConnectionTest,
  NewProvider,
  Provider,
  ProviderSkuRule,
  UpdateProvider,
} from '@swath/contract/providers'
import type { Database, Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'
import { type Outbound, OutboundRefused } from '../outbound/outbound.ts'
import type { Clock } from '../platform/clock.ts'
import { problemsOfSettings } from '../providers/open.ts'
import { providerDocument } from './document.ts'
import { listHealth } from './health.store.ts'
import type { KnownProviders } from './known.ts'
import type { Learning } from './learning.ts'
import { deleteRule, listAllRules, saveRule } from './rules.store.ts'
import type { ProviderSecrets } from './secrets.ts'
import { deleteProvider, hasCaptures, listProviders, type ProviderRow, saveProvider } from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  secrets: ProviderSecrets
  providers: KnownProviders
  learning: Learning
  outbound: Outbound
  formats: KnownFormats
}

/** Knows in which formats the command files of planned constellations can be written. */
export interface KnownFormats {
  /** Says that there is no such format, if there is none. */
  problemOf(name: string): string | undefined
}

/** The providers, for operators. What they change holds at once here, and a second later in other processes. */
export class Registry {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async list({ limit, offset }: Page): Promise<{ count: number; providers: Provider[] }> {
    const all = await this.#parts.db.system((tx) => this.#documents(tx))
    return { count: all.length, providers: all.slice(offset, offset + limit) }
  }

  /** @throws SwathError `not_found` */
  get(name: string): Promise<Provider> {
    return this.#parts.db.system((tx) => this.#document(tx, name))
  }

  /** @throws SwathError `name_taken`, `url_refused`, `invalid_request` for settings that are not those of the kind */
  create({ secret, ...given }: NewProvider): Promise<Provider> {
    this.#requireSettings(given.kind, given.settings)
    if (secret !== undefined) requireSecret(given.kind, secret)
    const now = this.#parts.clock.now()
    return this.#change(async (tx) => {
      const { name } = given
      if ((await listProviders(tx)).some((row) => row.name === name)) {
        throw new SwathError('name_taken', `Another provider has the name ${name}`)
      }
      const encrypted = secret === undefined ? null : await this.#parts.secrets.encrypt(name, secret)
      await saveProvider(tx, { ...given, secret: encrypted, created_at: now, updated_at: now })
      return this.#document(tx, name)
    })
  }

  /** @throws SwathError `not_found`, `url_refused`, `invalid_request` */
  update(name: string, { secret, ...given }: UpdateProvider): Promise<Provider> {
    return this.#change(async (tx) => {
      const row = await require(tx, name)
      const { title = row.title, settings = row.settings, is_enabled = row.is_enabled } = given
      const { rank = row.rank, is_shown = row.is_shown, reroute_after_s = row.reroute_after_s } = given
      this.#requireSettings(row.kind, settings)
      if (secret != null) requireSecret(row.kind, secret)
      if (secret === undefined) requireSameAddress(row, settings)
      const encrypted = secret == null ? secret : await this.#parts.secrets.encrypt(name, secret)
      await saveProvider(tx, {
        ...row,
        ...{ title, settings, is_enabled, rank, is_shown, reroute_after_s },
        secret: encrypted === undefined ? row.secret : encrypted,
        updated_at: this.#parts.clock.now(),
      })
      if (toldTitle({ is_shown, title }) !== toldTitle(row))
        tx.enqueue({ name: 'captures.retitle', data: { contract_id: '', order_id: '', entity_id: name } })
      return this.#document(tx, name)
    })
  }

  /** @returns a new secret, which is shown only once. @throws SwathError `not_found`, `secret_not_ours` */
  async rotateSecret(name: string): Promise<{ secret: string }> {
    requireMadeHere(await this.get(name))
    const secret = randomBytes(32).toString('base64url')
    await this.update(name, { secret })
    return { secret }
  }

  /** @throws SwathError `not_found`, `provider_in_use` where captures name it */
  remove(name: string): Promise<void> {
    return this.#change(async (tx) => {
      await require(tx, name)
      if (await hasCaptures(tx, name)) {
        throw new SwathError(
          'provider_in_use',
          `Captures are from ${name}: disable it with is_enabled = false`,
        )
      }
      await deleteProvider(tx, name)
    })
  }

  /** Asks it what it can do. @throws SwathError `not_found` */
  async test(name: string): Promise<ConnectionTest> {
    await this.get(name)
    const { providers, learning } = this.#parts
    const provider = (await providers.current()).find(name)
    if (!provider)
      return { answers: false, error: 'It cannot be opened: see the log of the server', capabilities: null }
    try {
      const capabilities = JSON.parse(JSON.stringify((await learning.ask(provider)) ?? null))
      return { answers: true, error: null, capabilities }
    } catch (error) {
      return { answers: false, error: String(error).slice(0, 500), capabilities: null }
    }
  }

  /** @throws SwathError `not_found`, `invalid_request` */
  defineRule(name: string, sku: string, rule: ProviderSkuRule): Promise<Provider> {
    return this.#change(async (tx) => {
      await require(tx, name)
      await saveRule(tx, name, sku, rule)
      return this.#document(tx, name)
    })
  }

  /** @throws SwathError `not_found` */
  removeRule(name: string, sku: string): Promise<void> {
    return this.#change(async (tx) => {
      if (await deleteRule(tx, name, sku)) return
      throw new SwathError('not_found', `The provider ${name} has no rule for ${sku}`)
    })
  }

  #requireSettings(kind: string, settings: unknown) {
    requireSettings(kind, settings)
    const { url, command_format } = settings as { url?: string; command_format?: string }
    if (url !== undefined) this.#requireAddress(url)
    if (command_format !== undefined) this.#requireFormat(command_format)
  }

  #requireFormat(name: string) {
    const message = this.#parts.formats.problemOf(name)
    if (message === undefined) return
    const pointer = '/settings/command_format'
    const problems = [{ pointer, code: 'invalid_value', message }]
    throw new SwathError('invalid_request', `${pointer}: ${message}`, { problems })
  }

  #requireAddress(url: string) {
    try {
      this.#parts.outbound.checkConfidential(url)
    } catch (error) {
      if (!(error instanceof OutboundRefused)) throw error
      const message = `${error.message}. SWATH_OUTBOUND_ALLOW names others that providers may have`
      const problems = [{ pointer: '/settings/url', code: 'url_refused' as const, message }]
      throw new SwathError('url_refused', `/settings/url: ${message}`, { problems })
    }
  }

  #change<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { db, providers } = this.#parts
    return db.system(async (tx) => {
      const changed = await work(tx)
      db.afterCommit(() => providers.forget())
      return changed
    })
  }

  async #documents(tx: Transaction): Promise<Provider[]> {
    const rules = Map.groupBy(await listAllRules(tx), ({ provider }) => provider)
    const health = new Map((await listHealth(tx)).map((row) => [row.provider, row]))
    const rows = await listProviders(tx)
    return rows.map((row) => providerDocument(row, rules.get(row.name) ?? [], health.get(row.name)))
  }

  async #document(tx: Transaction, name: string): Promise<Provider> {
    const found = (await this.#documents(tx)).find((one) => one.name === name)
    if (!found) throw noProvider(name)
    return found
  }
}

async function require(tx: Transaction, name: string): Promise<ProviderRow> {
  const row = (await listProviders(tx)).find((one) => one.name === name)
  if (!row) throw noProvider(name)
  return row
}

const noProvider = (name: string) => new SwathError('not_found', `There is no provider ${name}`)

/** A secret that nobody there knows would end all talk with a system that gave us its own. */
function requireMadeHere({ name, kind, settings }: Provider) {
  const { url, fetches } = settings as { url?: string; fetches?: boolean }
  const maker = secret_makers[kind as ProviderKind]
  if (maker === 'us' && (url !== undefined || fetches)) return
  const hints = {
    us: 'It is the simulator, whose secret is SWATH_SIMULATOR_SECRET of the server',
    them: `Its system makes it: set what you were given by PATCH /ops/v1/providers/${name} with {"secret": "..."}`,
  }
  throw new SwathError(
    'secret_not_ours',
    maker ? hints[maker] : `A provider of the kind ${kind} has no secret`,
  )
}

function requireSecret(kind: string, secret: string) {
  const maker = secret_makers[kind as ProviderKind]
  if (maker === 'them' || (maker === 'us' && secret.length >= least_secret)) return
  const message = maker
    ? `Requests are signed with it, so it has at least ${least_secret} characters`
    : `A provider of the kind ${kind} has no secret`
  const problems = [{ pointer: '/secret', code: 'invalid_value', message }]
  throw new SwathError('invalid_request', `/secret: ${message}`, { problems })
}

/** A secret that a partner gave is sent to that partner alone. */
function requireSameAddress({ kind, secret, settings }: ProviderRow, wanted: unknown) {
  const is_sent = secret !== null && secret_makers[kind as ProviderKind] === 'them'
  if (!is_sent || Object(settings).url === Object(wanted).url) return
  const message = 'The address is another one, so say the secret for it as well'
  const problems = [{ pointer: '/secret', code: 'invalid_value', message }]
  throw new SwathError('invalid_request', `/secret: ${message}`, { problems })
}

function requireSettings(kind: string, settings: unknown) {
  const parsed = provider_settings[kind as ProviderKind]?.safeParse(settings)
  if (!parsed) return
  const found = parsed.success
    ? problemsOfSettings(kind, settings)
    : parsed.error.issues.map(({ path, message }) => ({
        pointer: path.map((part) => `/${String(part)}`).join(''),
        message,
      }))
  const [first] = found
  if (!first) return
  const problems = found.map(({ pointer, message }) => ({
    pointer: `/settings${pointer}`,
    code: 'invalid_value',
    message,
  }))
  throw new SwathError('invalid_request', `/settings${first.pointer}: ${first.message}`, { problems })
}

/** As customers know it. */
const toldTitle = ({ is_shown, title }: Pick<ProviderRow, 'is_shown' | 'title'>) => (is_shown ? title : null)

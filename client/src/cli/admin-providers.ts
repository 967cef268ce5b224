import { readFile } from 'node:fs/promises'
import { minorAmount } from '@swath/contract/money'
import type { PriorityClass } from '@swath/contract/priority-classes'
import { priority_classes } from '@swath/contract/priority-classes'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Provider, ProviderInput } from '../providers.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { wholeNumber } from './numbers.ts'
import { facts, money, note, type OutputFlags, print, withOutput } from './output.ts'
import { place_help, readOrderedPlaces } from './place.ts'
import { tellsCommands, tellsElements, tellsPlan } from './provider-commands.ts'
import { tellsFigures } from './provider-figures.ts'
import { readJsonFile } from './read-json-file.ts'
import { repeated } from './repeated.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

const which = 'swath admin providers list tells which there are'

export function adminProvidersCommand(): Command {
  return new Command('providers')
    .description('Providers: who carries out what is ordered, and which orders go to whom')
    .addCommand(
      withConnection(withOutput(new Command('list').description('All, and how they answer'))).action(list),
    )
    .addCommand(oneCommand('show', 'One provider: what it can do, how it answers, its SKUs').action(show))
    .addCommand(tellsFigures(oneCommand('figures', 'What became of the captures that it was given')))
    .addCommand(tellsPlan(oneCommand('plan', 'How its satellites are planned, if Swath plans them')))
    .addCommand(tellsCommands(oneCommand('commands', 'What one of those satellites does on a day')))
    .addCommand(tellsElements(oneCommand('elements', 'How old the elements of those satellites are')))
    .addCommand(addCommand())
    .addCommand(updateCommand())
    .addCommand(oneCommand('test', 'Ask it now what it can do').action(test))
    .addCommand(
      oneCommand('rotate-secret', 'A new secret, shown once; the former one ends at once').action(rotate),
    )
    .addCommand(
      oneCommand('remove', 'Remove one that never had a capture; others are disabled').action(remove),
    )
    .addCommand(giveCommand())
    .addCommand(oneCommand('take', 'End a rule').argument('<sku>', 'of the rule').action(take))
    .addCommand(decisionsCommand())
    .addCommand(rerouteCommand())
}

function oneCommand(name: string, description: string): Command {
  return withConnection(withOutput(new Command(name).description(description).argument('<name>', which)))
}

function addCommand(): Command {
  const command = new Command('add')
    .description('Add a provider, which gets orders at once unless the file says otherwise')
    .argument(
      '<file>',
      'JSON as the API takes it, docs/guides/providers.md has examples; - for the standard input',
    )
  return withConnection(withOutput(command)).action(add)
}

function updateCommand(): Command {
  return oneCommand('update', 'Change a provider')
    .option('--enable', 'it gets orders')
    .option('--disable', 'it gets no orders and finishes what it has')
    .option('--title <text>', 'its name for people')
    .option('--show', 'customers see its title')
    .option('--hide', 'customers see nothing of it')
    .option('--rank <n>', 'of several, the lowest is asked first', wholeNumber(0, 10_000))
    .option(
      '--reroute-after <seconds>',
      'what it has not taken goes on when it was away for so long',
      wholeNumber(1, 604_800),
    )
    .option('--settings <file>', 'JSON of all its settings; - for the standard input')
    .option('--secret <file>', 'that it gave to us, or that both sign with; - for the standard input')
    .action(update)
}

function giveCommand(): Command {
  return oneCommand('give', 'Have orders of a SKU go to it, by a rule that takes the place of the former one')
    .argument('<sku>', 'such as TSKPOI-M')
    .option('--rank <n>', 'of several, the lowest is asked first', wholeNumber(0, 10_000))
    .option('--region <place>', `only orders that lie in it wholly: ${place_help}`)
    .addOption(
      new Option('--class <class>', 'only orders of this class; several times for several')
        .choices(priority_classes)
        .argParser(repeated),
    )
    .addOption(
      new Option('--highest-price <price>', 'only orders that cost at most this, such as 1500EUR').argParser(
        price,
      ),
    )
    .option('--share <percent>', 'it is asked first for so many percent of them', wholeNumber(1, 100))
    .action(give)
}

function price(text: string): NonNullable<Rule['highestPrice']> {
  const [, amount = '', currency = ''] = /^([\d.]+) ?([A-Z]{3})$/.exec(text) ?? []
  const amount_minor = minorAmount(amount, currency)
  if (amount_minor === undefined)
    throw new InvalidArgumentError('It is an amount and its currency, such as 1500.50EUR.')
  return { amount_minor, currency }
}

function decisionsCommand(): Command {
  const command = new Command('decisions')
    .description('Which provider got an order and its captures, which did not, and why')
    .argument('<order_id>')
  return withConnection(withOutput(command)).action(decisions)
}

function rerouteCommand(): Command {
  const command = new Command('reroute')
    .description('Give an order, or some of its captures, to another provider')
    .argument('<order_id>')
    .argument('<name>', which)
    .requiredOption('--message <text>', 'why, for operators')
    .option('--capture <capture_id>', 'only this one; several times for several', repeated)
  return withConnection(withOutput(command)).action(reroute)
}

async function list(flags: Flags): Promise<void> {
  const all = await (await clientOf(flags)).providers.list().all()
  const header = ['provider', 'title', 'kind', 'state', 'rank', 'calls', 'failures', 'last error']
  print(flags, all, () => table(header, all.map(rowOf)))
}

function rowOf({ name, title, kind, rank, health }: Provider) {
  return [name, title, kind, health.state, rank, health.calls, health.failures, health.last_error]
}

async function show(name: string, flags: Flags): Promise<void> {
  tell(await (await clientOf(flags)).providers.get(name), flags)
}

async function add(file: string, flags: Flags): Promise<void> {
  tell(await (await clientOf(flags)).providers.create(await readJsonFile<ProviderInput>(file)), flags)
}

interface Changes extends Flags {
  enable?: true
  disable?: true
  show?: true
  hide?: true
  title?: string
  rank?: number
  rerouteAfter?: number
  settings?: string
  secret?: string
}

async function update(name: string, flags: Changes): Promise<void> {
  const { enable, disable, show, hide, settings, secret } = flags
  if (enable && disable) throw new Error('--enable and --disable exclude each other')
  if (show && hide) throw new Error('--show and --hide exclude each other')
  const { title, rank, rerouteAfter: reroute_after_s } = flags
  const changes = {
    ...(title !== undefined && { title }),
    ...(rank !== undefined && { rank }),
    ...(reroute_after_s !== undefined && { reroute_after_s }),
    ...((enable || disable) && { is_enabled: enable === true }),
    ...((show || hide) && { is_shown: show === true }),
    ...(settings !== undefined && { settings: await readJsonFile<Provider['settings']>(settings) }),
    ...(secret !== undefined && { secret: await readSecret(secret) }),
  }
  tell(await (await clientOf(flags)).providers.update(name, changes), flags)
}

const readSecret = async (file: string) => (await readFile(file === '-' ? '/dev/stdin' : file, 'utf8')).trim()

function tell(provider: Provider, flags: Flags): void {
  const { name, title, kind, rank, is_shown, health, skus } = provider
  const { state, away_since, last_success_at, last_error } = health
  print(flags, provider, () => {
    const about = facts({
      provider: name,
      title,
      kind,
      rank,
      'customers see': is_shown ? 'its title' : 'nothing of it',
      state,
      'away since': away_since,
      'last answer': last_success_at,
      error: last_error,
    })
    if (skus.length === 0) return about
    const header = ['sku', 'rank', 'region', 'classes', 'share', 'up to']
    const rows = skus.map((one) => [
      one.sku,
      one.rank,
      one.region === null ? 'anywhere' : 'a region',
      one.priority_classes?.join(', ') ?? 'all',
      one.share_pct === null ? '' : `${one.share_pct} %`,
      one.highest_price && money(one.highest_price.amount_minor, one.highest_price.currency),
    ])
    return `${about}\n\n${table(header, rows)}`
  })
}

async function test(name: string, flags: Flags): Promise<void> {
  const found = await (await clientOf(flags)).providers.test(name)
  print(flags, found, () => (found.answers ? `${name} answers` : `${name} does not answer: ${found.error}`))
  if (!found.answers) process.exitCode = 1
}

async function rotate(name: string, flags: Flags): Promise<void> {
  const made = await (await clientOf(flags)).providers.rotateSecret(name)
  print(flags, made, () => made.secret)
}

async function remove(name: string, flags: ConnectionFlags): Promise<void> {
  await (await clientOf(flags)).providers.remove(name)
  note(`${name} is removed`)
}

interface Rule extends Flags {
  rank?: number
  region?: string
  class?: string[]
  share?: number
  highestPrice?: { amount_minor: number; currency: string }
}

async function give(name: string, sku: string, flags: Rule): Promise<void> {
  const { rank, region, class: classes, share, highestPrice: highest_price } = flags
  const [place] = region === undefined ? [] : await readOrderedPlaces([region], 'united')
  const rule = {
    ...(rank !== undefined && { rank }),
    ...(place && { region: place.geometry }),
    ...(classes && { priority_classes: classes as PriorityClass[] }),
    ...(share !== undefined && { share_pct: share }),
    ...(highest_price && { highest_price }),
  }
  tell(await (await clientOf(flags)).providers.setSku(name, sku, rule), flags)
}

async function take(name: string, sku: string, flags: ConnectionFlags): Promise<void> {
  await (await clientOf(flags)).providers.removeSku(name, sku)
  note(`${name} has no rule for ${sku} any more`)
}

async function decisions(order_id: string, flags: Flags): Promise<void> {
  const all = await (await clientOf(flags)).providers.decisions(order_id).all()
  const header = ['when', 'capture', 'provider', 'decision', 'reason', 'message']
  const rows = all.map((one) => [
    one.decided_at,
    one.capture_id ?? 'the order',
    one.provider,
    one.decision,
    one.reason_code,
    one.message,
  ])
  print(flags, all, () => table(header, rows))
}

async function reroute(
  order_id: string,
  provider: string,
  flags: Flags & { message: string; capture?: string[] },
) {
  const { message, capture: capture_ids } = flags
  const asked = { provider, message, ...(capture_ids && { capture_ids }) }
  const found = await (await clientOf(flags)).providers.reroute(order_id, asked)
  print(flags, found, () => facts({ 'given to another': found.rerouted.length, kept: found.kept.length }))
}

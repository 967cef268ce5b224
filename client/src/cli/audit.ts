import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Command } from 'commander'
import { type Audit, type AuditEntry, type AuditFilter, type AuditReport, verifyAudit } from '../audit.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { exit_codes } from './failures.ts'
import { facts, type OutputFlags, print, printLine, withOutput } from './output.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  all?: true
}
interface FilterFlags extends Flags {
  by?: string
  operation?: string
  what?: string
  result?: AuditEntry['result']
  since?: string
  until?: string
}

export function auditCommand(): Command {
  const list = withFilters(new Command('list').description('Who did what, the newest first'))
    .option('--limit <count>', 'not more than these', Number, 25)
    .action(listEntries)
  const exported = withFilters(
    new Command('export').description('The audit as a file, the oldest first; whole, it can be verified'),
  )
    .option('--csv', 'for spreadsheets, instead of JSON Lines')
    .action(exportEntries)
  const head = withAll(new Command('head').description('The signed end, to be kept elsewhere')).action(
    showHead,
  )
  const verify = withAll(
    new Command('verify').description(
      'Find what was altered, removed or reordered; exit code 1 where something was',
    ),
  )
    .argument('[file]', 'an export as JSON Lines; else what the server has now')
    .option('--head <number:sha256>', 'an end that was kept elsewhere, which has to be there still')
    .option('--public-key <key>', 'the key that was kept elsewhere')
    .action(verifyEntries)
  const erase = new Command('erase')
    .description(
      'For operators: erase what entries tell of whoever has a credential; they can be verified as before',
    )
    .argument('<client_id>', 'the credential, or the person')
  return new Command('audit')
    .description('Who did what')
    .addCommand(list)
    .addCommand(exported)
    .addCommand(head)
    .addCommand(verify)
    .addCommand(withConnection(withOutput(erase)).action(eraseOne))
}

function withAll(command: Command): Command {
  return withConnection(withOutput(command)).option('--all', 'for operators: of the whole installation')
}

function withFilters(command: Command): Command {
  return withAll(command)
    .option('--by <client_id>', 'only what this credential did, or this person for their own account')
    .option('--operation <name>', 'only this, such as placeOrder')
    .option('--what <id>', 'only what was done to this, such as an order')
    .option('--result <result>', 'begun, done, repeated, refused or failed')
    .option('--since <time>', 'from this time on, such as 2026-01-31')
    .option('--until <time>', 'before this time')
}

async function auditOf(flags: Flags): Promise<Audit> {
  const client = await clientOf(flags)
  return flags.all ? client.admin.audit : client.audit
}

function filterOf({ by, operation, what, result, since, until }: FilterFlags): AuditFilter {
  const asked = { client_id: by, operation, subject: what, result, at__gte: since, at__lt: until }
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
}

async function listEntries(flags: FilterFlags & { limit: number }): Promise<void> {
  const entries = (await auditOf(flags)).list(filterOf(flags))
  for (const entry of await entries.all(flags.limit)) printLine(flags, entry, () => lineOf(entry))
}

function lineOf({ at, personal, client_id, operation, subject, result, status, code }: AuditEntry): string {
  const who = personal?.name ? `${personal.name} (${client_id})` : client_id || 'unknown'
  const how = code ? `${result}: ${status} ${code}` : result
  return [at.slice(0, 19).replace('T', ' '), who, operation, subject ?? '', how].join('  ')
}

async function exportEntries(flags: FilterFlags & { csv?: true }): Promise<void> {
  const { body } = await (await auditOf(flags)).open(flags.csv ? 'csv' : 'jsonl', filterOf(flags))
  await pipeline(Readable.fromWeb(body as never), process.stdout, { end: false })
}

async function showHead(flags: Flags): Promise<void> {
  const head = await (await auditOf(flags)).head()
  const { number, sha256, public_key, signed_at } = head
  print(flags, head, () =>
    facts({ head: `${number}:${sha256}`, 'public key': public_key, signed: signed_at }),
  )
}

async function verifyEntries(
  file: string | undefined,
  flags: Flags & { head?: string; publicKey?: string },
): Promise<void> {
  const kept = {
    ...(flags.head && { head: flags.head }),
    ...(flags.publicKey && { public_key: flags.publicKey }),
  }
  const report = file
    ? await verifyAudit(createInterface({ input: createReadStream(file) }), kept)
    : await (await auditOf(flags)).verify(kept)
  print(flags, report, () => reportText(report))
  if (report.findings.length > 0) process.exitCode = exit_codes.partly
}

function reportText({ sealed, unsealed, erased, findings, gaps, head }: AuditReport): string {
  const missing = gaps.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`))
  const told = facts({
    sealed,
    'not sealed yet': unsealed || null,
    'erased people of': erased || null,
    'never sealed numbers': missing.join(', '),
    head,
  })
  const faults = findings.map(({ number, reason }) => `entry ${number}: ${reason}`)
  return [told, ...(faults.length > 0 ? faults : ['Nothing was altered, removed or reordered.'])].join('\n')
}

async function eraseOne(client_id: string, flags: Flags): Promise<void> {
  const erasure = await (await clientOf(flags)).admin.audit.erase(client_id)
  print(flags, erasure, () => `Erased from ${erasure.erased} entries`)
}

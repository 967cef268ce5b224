import { writeFile } from 'node:fs/promises'
import type { Statement } from '@swath/contract/statements'
import { Command, Option } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { minutes, money, note, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

export function statementsCommand(): Command {
  const list = new Command('list').description('The closed months of the contract, newest first')
  return new Command('statements')
    .description('What the contract is billed, month by month')
    .addCommand(
      withConnection(withOutput(list)).action(async (flags: Flags) => {
        showStatements(flags, await (await clientOf(flags)).statements.list().all())
      }),
    )
    .addCommand(withConnection(downloadCommand()).action(download))
}

const formats = { pdf: 'pdf', csv: 'csv', parquet: 'parquet', ubl: 'xml' } as const
type Format = keyof typeof formats

const downloadCommand = () =>
  new Command('download')
    .description('A statement as a file; ubl is an electronic invoice for accounting (Peppol BIS Billing 3)')
    .argument('<number>', 'of the statement, such as 00001-000001')
    .addOption(new Option('--format <format>', 'of the file').choices(Object.keys(formats)).default('pdf'))
    .option('--output <file>', 'where to; else statement-<number> here')

async function download(number: string, flags: ConnectionFlags & { format: Format; output?: string }) {
  const { statements } = await clientOf(flags)
  const [found] = await statements.list({ number }).all(1)
  if (!found) throw new Error(`There is no statement ${number}; swath statements list tells which there are`)
  const file = flags.output ?? `statement-${number}.${formats[flags.format]}`
  const response = await statements.open(found.statement_id, flags.format)
  await writeFile(file, new Uint8Array(await response.arrayBuffer()))
  note(`Written to ${file}`)
}

export function adminStatementsCommand(): Command {
  const list = new Command('list').description('The statements of a contract, newest first')
  const close = new Command('close')
    .description('Close the months of a contract that have ended, without waiting for the night')
    .option('--month <month>', 'the last of them, such as 2027-06; else the last one that has ended')
  const of_contract = [list, close].map((command) =>
    withConnection(
      withOutput(command.argument('<contract_id>', 'swath admin contracts list tells which there are')),
    ),
  )
  list.action(async (contract_id: string, flags: Flags) => {
    showStatements(flags, await (await clientOf(flags)).admin.statements(contract_id).all())
  })
  close.action(async (contract_id: string, flags: Flags & { month?: string }) => {
    showStatements(flags, await (await clientOf(flags)).admin.closeStatements(contract_id, flags.month))
  })
  const statements = new Command('statements').description('Closed months of contracts')
  for (const command of of_contract) statements.addCommand(command)
  return statements
}

function showStatements(flags: Flags, all: Statement[]) {
  print(flags, all, () =>
    table(
      ['statement', 'number', 'kind', 'from', 'to', 'total', 'billed to'],
      all.map(({ statement_id, number, kind, period_start, period_end, total_minor, currency, customer }) => [
        statement_id,
        number,
        kind.replace('_', ' '),
        minutes(period_start),
        minutes(period_end),
        money(total_minor, currency),
        customer.name,
      ]),
    ),
  )
}

import type { Statement } from '@swath/contract/statements'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { minutes, money, type OutputFlags, print, table, withOutput } from './output.ts'

type Flags = ConnectionFlags & OutputFlags

export function statementsCommand(): Command {
  const list = new Command('list').description('The closed months of the contract, newest first')
  return new Command('statements').description('What the contract is billed, month by month').addCommand(
    withConnection(withOutput(list)).action(async (flags: Flags) => {
      showStatements(flags, await (await clientOf(flags)).statements.list().all())
    }),
  )
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
      ['statement', 'number', 'from', 'to', 'total', 'billed to'],
      all.map(({ statement_id, number, period_start, period_end, total_minor, currency, customer }) => [
        statement_id,
        number,
        minutes(period_start),
        minutes(period_end),
        money(total_minor, currency),
        customer.name,
      ]),
    ),
  )
}

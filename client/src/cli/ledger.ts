import { Command } from 'commander'
import { balanceFacts } from './balance-text.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { wholeNumber } from './numbers.ts'
import { facts, minutes, money, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

export function balanceCommand(): Command {
  const command = new Command('balance').description('What the contract may still order, and its quotas')
  return withConnection(withOutput(command)).action(async (flags: ConnectionFlags & OutputFlags) => {
    const balance = await (await clientOf(flags)).ledger.balance()
    print(flags, balance, () => facts(balanceFacts(balance)))
  })
}

type Flags = ConnectionFlags & OutputFlags & { limit: number }

export function ledgerCommand(): Command {
  const command = new Command('ledger')
    .description('What was booked, newest first; the entries of one transaction add up to zero')
    .option('--limit <count>', 'at most so many', wholeNumber(1, 100_000), 25)
  return withConnection(withOutput(command)).action(ledger)
}

async function ledger(flags: Flags): Promise<void> {
  const entries = await (await clientOf(flags)).ledger.entries().all(flags.limit)
  print(flags, entries, () =>
    table(
      ['UTC', 'what', 'account', 'amount', 'order', 'message'],
      entries.map(({ booked_at, kind, account, amount_minor, currency, order_id, message }) => [
        ...[minutes(booked_at), kind, account, money(amount_minor, currency), order_id, message],
      ]),
    ),
  )
}

import type { Destination } from '@swath/contract/destinations'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { exit_codes } from './failures.ts'
import { type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

export function destinationsVerifyCommand(): Command {
  const command = new Command('verify')
    .description(
      'Write, read and remove a probe; ends with 1 if a step fails, and says which permission is missing',
    )
    .argument('<destination_id>', 'swath destinations list tells which there are')
  return withConnection(withOutput(command)).action(async (destination_id: string, flags) => {
    tellVerification(await (await clientOf(flags)).destinations.verify(destination_id), flags)
  })
}

export function tellVerification(destination: Destination, flags: ConnectionFlags & OutputFlags): void {
  const { destination_id, name, verification } = destination
  const steps = verification?.steps ?? []
  const rows = steps.map(({ step, worked, message, missing_permission }) => [
    step,
    worked ? 'worked' : 'failed',
    [message, missing_permission ? `missing: ${missing_permission}` : ''].filter(Boolean).join('; '),
  ])
  print(flags, destination, () => `${destination_id}  ${name}\n\n${table(['step', '', ''], rows)}`)
  if (!verification?.worked) process.exitCode = exit_codes.partly
}

#!/usr/bin/env node
// npm run swath: the command of operators and customers. Each command is a file of its own.
import { Command } from 'commander'
import about from '../../package.json' with { type: 'json' }
import { adminCommand } from './admin.ts'
import { archiveCommand } from './archive.ts'
import { areasCommand } from './areas.ts'
import { auditCommand } from './audit.ts'
import { capturesCommand } from './captures.ts'
import { completionCommand } from './completion.ts'
import { consumptionCommand } from './consumption.ts'
import { credentialsCommand } from './credentials.ts'
import { deliverablesCommand } from './deliverables.ts'
import { destinationsCommand } from './destinations.ts'
import { eventsCommand } from './events.ts'
import { exit_codes, exitCodeOf, explain } from './failures.ts'
import { feasibilityCommand } from './feasibility.ts'
import { importCommand } from './import.ts'
import { loginCommand } from './login.ts'
import { mcpCommand } from './mcp.ts'
import { ordersCommand } from './orders.ts'
import { note } from './output.ts'
import { peopleCommand } from './people.ts'
import { placesCommand } from './places.ts'
import { productsCommand } from './products.ts'
import { statementsCommand } from './statements.ts'
import { webhooksCommand } from './webhooks.ts'

const swath = new Command('swath')
  .description('Orders of Earth-observation imagery')
  .version(about.version)
  .showHelpAfterError('(--help tells what there is)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exit_codes.done : exit_codes.wrong))
for (const command of [
  loginCommand(),
  productsCommand(),
  placesCommand(),
  areasCommand(),
  ordersCommand(),
  feasibilityCommand(),
  archiveCommand(),
  capturesCommand(),
  deliverablesCommand(),
  destinationsCommand(),
  credentialsCommand(),
  peopleCommand(),
  consumptionCommand(),
  statementsCommand(),
  eventsCommand(),
  webhooksCommand(),
  importCommand(),
  adminCommand(),
  auditCommand(),
  mcpCommand(),
  completionCommand(() => swath),
]) {
  swath.addCommand(command)
  inherit(command)
}

/** Commands that were made apart do not have the settings of the whole. */
function inherit(command: Command): void {
  command.copyInheritedSettings(swath)
  for (const inner of command.commands) inherit(inner)
}

// The reader of the output may have seen enough: `swath events | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exit_codes.done)
  throw error
})

/** A place in the south begins like a flag; a space keeps it from being one. */
const typed = process.argv.map((word) => (/^-\d+(\.\d+)?,/.test(word) ? ` ${word}` : word))
try {
  await swath.parseAsync(typed)
} catch (error) {
  note(`swath: ${explain(error)}`)
  process.exitCode = exitCodeOf(error)
}

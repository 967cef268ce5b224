// Each command is a file of its own, which is loaded when it is called: no command waits for the others.
import { Command } from 'commander'
import about from '../../package.json' with { type: 'json' }
import { completionCommand } from './completion.ts'
import { exit_codes } from './failures.ts'

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  login: async () => (await import('./login.ts')).loginCommand(),
  logout: async () => (await import('./login.ts')).logoutCommand(),
  whoami: async () => (await import('./whoami.ts')).whoamiCommand(),
  products: async () => (await import('./products.ts')).productsCommand(),
  places: async () => (await import('./places.ts')).placesCommand(),
  areas: async () => (await import('./areas.ts')).areasCommand(),
  projects: async () => (await import('./projects.ts')).projectsCommand(),
  orders: async () => (await import('./orders.ts')).ordersCommand(),
  feasibility: async () => (await import('./feasibility.ts')).feasibilityCommand(),
  archive: async () => (await import('./archive.ts')).archiveCommand(),
  captures: async () => (await import('./captures.ts')).capturesCommand(),
  deliverables: async () => (await import('./deliverables.ts')).deliverablesCommand(),
  deliveries: async () => (await import('./deliveries.ts')).deliveriesCommand(),
  destinations: async () => (await import('./destinations.ts')).destinationsCommand(),
  credentials: async () => (await import('./credentials.ts')).credentialsCommand(),
  people: async () => (await import('./people.ts')).peopleCommand(),
  balance: async () => (await import('./ledger.ts')).balanceCommand(),
  ledger: async () => (await import('./ledger.ts')).ledgerCommand(),
  consumption: async () => (await import('./consumption.ts')).consumptionCommand(),
  statements: async () => (await import('./statements.ts')).statementsCommand(),
  'service-levels': async () => (await import('./service-levels.ts')).serviceLevelsCommand(),
  events: async () => (await import('./events.ts')).eventsCommand(),
  webhooks: async () => (await import('./webhooks.ts')).webhooksCommand(),
  digests: async () => (await import('./digests.ts')).digestsCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  admin: async () => (await import('./admin.ts')).adminCommand(),
  audit: async () => (await import('./audit.ts')).auditCommand(),
  api: async () => (await import('./api.ts')).apiCommand(),
  mcp: async () => (await import('./mcp.ts')).mcpCommand(),
  completion: async () => completionCommand(programFor),
}

const tells_version = ['--version', '-V']

/** @returns what `words` need of the command: all of it where they do not begin with the name of a part */
export async function programFor(words: readonly string[]): Promise<Command> {
  const swath = new Command('swath')
    .description('Orders of Earth-observation imagery')
    .version(about.version)
    .showHelpAfterError('(--help tells what there is)')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? exit_codes.done : exit_codes.wrong))
  for (const name of neededFor(words[0] ?? '')) {
    const command = await commands[name]!()
    swath.addCommand(command)
    inherit(command, swath)
  }
  return swath
}

function neededFor(word: string): string[] {
  if (tells_version.includes(word)) return []
  return Object.hasOwn(commands, word) ? [word] : Object.keys(commands)
}

/** Commands that were made apart do not have the settings of the whole. */
function inherit(command: Command, swath: Command): void {
  command.copyInheritedSettings(swath)
  for (const inner of command.commands) inherit(inner, swath)
}

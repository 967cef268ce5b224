#!/usr/bin/env node
// npm run swath: the command of operators and customers. Each command is a file of its own.
import { Command } from 'commander'
import { archiveCommand } from './archive.ts'
import { importCommand } from './import.ts'

const commands = [importCommand(), archiveCommand()]

const swath = new Command('swath')
  .description('Orders of Earth-observation imagery')
  .showHelpAfterError('(--help tells what there is)')
  // 1 is for what was done in part; whoever typed something wrong gets 2.
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
for (const command of commands) {
  swath.addCommand(command.copyInheritedSettings(swath))
  for (const inner of command.commands) inner.copyInheritedSettings(swath)
}

try {
  await swath.parseAsync()
} catch (error) {
  console.error(`swath: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 2
}

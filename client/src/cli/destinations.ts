import { Command } from 'commander'
import { destinationsCreateCommand } from './destinations-create.ts'
import { destinationsListCommand } from './destinations-list.ts'
import {
  destinationsRemoveCommand,
  destinationsShowCommand,
  destinationsUpdateCommand,
} from './destinations-update.ts'
import { destinationsVerifyCommand } from './destinations-verify.ts'

export function destinationsCommand(): Command {
  return new Command('destinations')
    .description('Where files are sent by themselves')
    .addCommand(destinationsListCommand())
    .addCommand(destinationsCreateCommand())
    .addCommand(destinationsShowCommand())
    .addCommand(destinationsUpdateCommand())
    .addCommand(destinationsVerifyCommand())
    .addCommand(destinationsRemoveCommand())
}

import { Command } from 'commander'
import { capturesListCommand } from './captures-list.ts'
import { capturesShowCommand } from './captures-show.ts'

export function capturesCommand(): Command {
  return new Command('captures')
    .description('The images that are being made, each attempt')
    .addCommand(capturesListCommand())
    .addCommand(capturesShowCommand())
}

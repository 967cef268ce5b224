import { Command } from 'commander'
import { deliverablesDownloadCommand } from './deliverables-download.ts'
import { deliverablesListCommand } from './deliverables-list.ts'
import { deliverablesRejectCommand, deliverablesShowCommand } from './deliverables-reject.ts'

export function deliverablesCommand(): Command {
  return new Command('deliverables')
    .description('What orders have delivered')
    .addCommand(deliverablesListCommand())
    .addCommand(deliverablesShowCommand())
    .addCommand(deliverablesDownloadCommand())
    .addCommand(deliverablesRejectCommand())
}

import { Command } from 'commander'
import { deliverablesDownloadCommand } from './deliverables-download.ts'
import { deliverablesListCommand } from './deliverables-list.ts'

export function deliverablesCommand(): Command {
  return new Command('deliverables')
    .description('What orders have delivered')
    .addCommand(deliverablesListCommand())
    .addCommand(deliverablesDownloadCommand())
}

import { Command, InvalidArgumentError } from 'commander'
import { Ingest, type IngestFlags } from './archive-ingest.ts'
import { archiveOrderCommand } from './archive-order.ts'
import { archiveSearchCommand } from './archive-search.ts'
import { type ConnectionFlags, clientOf, persistent, settingsOf, withConnection } from './connection.ts'
import { say } from './output.ts'
import { json } from './printable.ts'
import type { Counts } from './sidecar.ts'

interface Flags extends Omit<IngestFlags, 'url'>, ConnectionFlags {
  json?: boolean
}

export function archiveCommand(): Command {
  return new Command('archive')
    .description('The archive of images')
    .addCommand(archiveSearchCommand())
    .addCommand(archiveOrderCommand())
    .addCommand(ingestCommand())
}

const explanation = `
Files are .json or .geojson (an item, an item collection, or a static catalog whose links are followed), .ndjson or
.jsonl (an item on each line, also packed as .gz); of a folder, all such files below it.

Assets with an http(s) address stay where they are, and so do those with storage:<key>. All others are files: relative
to the item, absolute, or file://. The server copies them itself, from the folder that is its SWATH_ARCHIVE_DIR; say
with --archive-dir where this machine has that folder. Items with files outside of it are refused.`

function ingestCommand(): Command {
  const command = new Command('ingest')
    .description(
      'For operators: put STAC items into a collection of the archive; to run it again does no harm',
    )
    .argument('<paths...>', 'files or folders')
    .requiredOption('--collection <id>', 'collection that gets the items')
    .option(
      '--archive-dir <folder>',
      'the SWATH_ARCHIVE_DIR of the server, as this machine sees it; otherwise the folder of the first path',
      process.env.SWATH_ARCHIVE_DIR,
    )
    .option('--dry-run', 'say what would happen, and store nothing')
    .option('--report <file>', 'write every refused item there, and why')
    .option('--batch <items>', 'items in one request, at most 500', wholeBatch, 200)
    .option('--resume', 'go on behind the last item that was acknowledged')
    .option('--json', 'the summary as JSON; the default where the output is no terminal')
    .addHelpText('after', explanation)
  return withConnection(command).action(ingest)
}

function wholeBatch(text: string): number {
  const size = Number(text)
  if (Number.isInteger(size) && size >= 1 && size <= 500) return size
  throw new InvalidArgumentError('A whole number from 1 to 500.')
}

async function ingest(paths: string[], flags: Flags): Promise<void> {
  const { archive } = await clientOf(flags, persistent)
  const { url } = await settingsOf(flags)
  const counts = await new Ingest(archive, paths, { ...flags, url: url! }).run()
  const is_json = flags.json ?? !process.stdout.isTTY
  say(is_json ? json(counts) : table(counts, flags.dryRun ?? false))
  process.exitCode = counts.refused > 0 ? 1 : 0
}

function table(counts: Counts, is_dry: boolean): string {
  const rows = Object.entries(counts).map(
    ([name, count]) => `${name.padEnd(10)} ${String(count).padStart(10)}`,
  )
  return [...rows, ...(is_dry ? ['', 'This was a dry run: nothing was stored.'] : [])].join('\n')
}

import { readFile, rename, writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { SwathClient } from '../client.ts'
import type { EventFilter, FeedEvent } from '../events.ts'
import { type ConnectionFlags, clientOf, tellReconnect, withConnection } from './connection.ts'
import { describeEvent } from './event-text.ts'
import { type OutputFlags, printLine, withOutput } from './output.ts'
import { repeated } from './repeated.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  follow?: boolean
  type?: string[]
  order?: string
  cursor?: string
  state?: string
}

export function eventsCommand(): Command {
  const command = new Command('events')
    .description(
      'Everything that happened in the contract, as a line each; from the beginning, or from a cursor',
    )
    .option('--follow', 'go on with what happens from now, until Ctrl-C; without a cursor, only that')
    .option(
      '--type <pattern>',
      'only these, such as Order* or DeliverableDelivered; may be repeated',
      repeated,
    )
    .option('--order <id>', 'only of this order')
    .option('--cursor <cursor>', 'from this place on; latest is now')
    .option('--state <file>', 'keep the place in this file, and go on from there the next time')
  return withConnection(withOutput(command)).action(events)
}

async function events(flags: Flags): Promise<void> {
  const swath = await clientOf(flags)
  const filter: EventFilter = {
    ...(flags.type ? { type: flags.type } : {}),
    ...(flags.order ? { order_id: flags.order } : {}),
  }
  // Refuses an id that does not exist, whose events would never come.
  if (flags.order) await swath.orders.get(flags.order)
  const cursor = await placeToBegin(swath, flags)
  for await (const { event, cursor: place } of flags.follow
    ? followed(swath, filter, cursor)
    : past(swath, filter, cursor)) {
    printLine(flags, event, () => describeEvent(event))
    // Told first, kept then: after a crash an event comes again rather than never.
    if (flags.state) await writeState(flags.state, place)
  }
}

async function placeToBegin(swath: SwathClient, flags: Flags): Promise<string | undefined> {
  const kept = flags.state ? await readState(flags.state) : undefined
  const cursor = kept ?? flags.cursor ?? (flags.follow ? 'latest' : undefined)
  if (!flags.state || cursor !== 'latest') return cursor
  // Kept before anything happens: what happens between two runs is for the second.
  const place = await swath.events.latestCursor()
  await writeState(flags.state, place)
  return place
}

function followed(
  swath: SwathClient,
  filter: EventFilter,
  cursor: string | undefined,
): AsyncIterable<FeedEvent> {
  return swath.events.follow(filter, { onReconnect: tellReconnect, ...(cursor ? { cursor } : {}) })
}

/** The past events, part by part: the place of an event is known for the last of each part only. */
async function* past(
  swath: SwathClient,
  filter: EventFilter,
  from: string | undefined,
): AsyncGenerator<FeedEvent> {
  for (let cursor = from, has_more = true; has_more; ) {
    const part = await swath.events.read({ ...filter, limit: 1000, ...(cursor ? { cursor } : {}) })
    for (const [at, event] of part.results.entries()) {
      yield { event, cursor: at === part.results.length - 1 ? part.cursor : (cursor ?? part.cursor) }
    }
    cursor = part.cursor
    has_more = part.has_more
  }
}

async function readState(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text.trim() || undefined
}

async function writeState(file: string, cursor: string): Promise<void> {
  await writeFile(`${file}.new`, `${cursor}\n`)
  await rename(`${file}.new`, file)
}

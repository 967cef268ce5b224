import { openApp } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { type Log, openLog } from './platform/log.ts'

const usage = `Usage: main.ts <command>
  serve     API and worker in one process
  api       only the API
  worker    only the worker
  migrate   bring the database schema up to date, then end`

const roles: Record<string, { listens: boolean; works: boolean }> = {
  serve: { listens: true, works: true },
  api: { listens: true, works: false },
  worker: { listens: false, works: true },
  migrate: { listens: false, works: false },
}

const role = roles[process.argv[2] ?? '']
if (!role) {
  console.error(usage)
  process.exit(2)
}
// A parent that started this process with an IPC channel (scripts/stack.ts) has died: nobody else would stop it.
process.once('disconnect', () => process.exit(1))
process.channel?.unref()

const config = readConfig()
const log = openLog(config.log_level)
await run(config, log, role)

async function run(config: Config, log: Log, { listens, works }: { listens: boolean; works: boolean }) {
  const app = await openApp(config, log)
  const close = once(() => app.close())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, close)
  if (works) await app.queue.work()
  if (listens) await app.http.listen({ host: config.host, port: config.port })
  if (!listens && !works) await close()
  else log.info({ url: config.public_url, listens, works }, 'started')
}

/** A second Ctrl-C does not close twice. */
function once(close: () => Promise<void>) {
  let closing: Promise<void> | undefined
  return () => {
    closing ??= close()
    return closing
  }
}

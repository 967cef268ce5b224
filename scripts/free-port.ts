import { once } from 'node:events'
import { createServer } from 'node:net'

/** The kernel gives clients ports from 32768 on, and would give them one that was chosen and is not yet listened on. */
const ports = { first: 10_000, last: 32_399, each_process: 16 }
let asked = 0

/**
 * A port of the loopback that nobody listens on now. Two calls never have the same one, nor have two processes that
 * live at once and ask for less than 17, so nobody takes it before the caller listens on it.
 */
export async function freePort(): Promise<number> {
  const count = ports.last - ports.first + 1
  const port = ports.first + ((process.pid * ports.each_process + asked++) % count)
  return (await isFree(port)) ? port : freePort()
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer()
  const listening = once(probe, 'listening')
  probe.listen(port, '127.0.0.1')
  try {
    await listening
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
  probe.close()
  await once(probe, 'close')
  return true
}

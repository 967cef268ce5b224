// A worker as a process of its own, which makes what is due and then ends; or dies by SIGKILL a moment after it has
// read so many bytes of the storage: in the middle of reading, writing, checking, renaming or recording.
import { Transform } from 'node:stream'
import { pino } from 'pino'
import { openApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'

export interface WorkerOrder {
  now: string
  /** Absent: it lives. */
  death?: { after_bytes: number; delay_ms: number }
}

const { now, death } = JSON.parse(process.argv[2]!) as WorkerOrder
const clock = { now: () => new Date(now) }
const app = await openApp(readConfig(), pino({ level: 'silent' }), { clock })
if (death) countDown(death.after_bytes, death.delay_ms)
await app.features.deliveries.sender.run()
await app.close()

function countDown(after_bytes: number, delay_ms: number) {
  const { storage } = app.parts
  const read = storage.read.bind(storage)
  let left = after_bytes
  storage.read = (key) =>
    read(key).pipe(
      new Transform({
        transform(chunk: Buffer, _encoding, done) {
          left -= chunk.length
          if (left <= 0 && left + chunk.length > 0) die(delay_ms)
          done(null, chunk)
        },
      }),
    )
}

function die(delay_ms: number) {
  if (delay_ms === 0) process.kill(process.pid, 'SIGKILL')
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), delay_ms)
}

// Ends a run of tests in which nothing happens any more. A process that has a timer or a socket left does not end when
// its tests have; the limits that Node's runner has are limits of tests, and hold no more then.
import { relative } from 'node:path'
import type { run } from 'node:test'
import { spentBy } from './test-groups.ts'

type Events = ReturnType<typeof run>
export type TestEvent = Events extends AsyncIterable<infer Event> ? Event : never

/**
 * Passes the events on. When none has come for `silence_ms`, it says which files have not ended, and aborts the run;
 * its report comes then, and the files count as failed.
 */
export async function* endSilence(events: Events, silence_ms: number, controller: AbortController) {
  const running = new Set<string>()
  const end = () => {
    for (const file of running)
      console.log(`✖ nothing happens any more, and this does not end: ${namesOf(file)}`)
    controller.abort()
  }
  let silence: NodeJS.Timeout | undefined
  for await (const event of events) {
    clearTimeout(silence)
    silence = setTimeout(end, silence_ms)
    const { name, file } = event.data as { name?: string; file?: string }
    if (file && file === name) {
      if (event.type === 'test:dequeue') running.add(file)
      if (event.type === 'test:complete') running.delete(file)
    }
    yield event
  }
  clearTimeout(silence)
}

const namesOf = (entry: string) =>
  (spentBy(entry)?.map(({ file }) => file) ?? [entry]).map((file) => relative(process.cwd(), file)).join(', ')

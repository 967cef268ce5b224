import { type Address, Caller } from './caller.ts'
import { Receiver } from './receiver.ts'
import { stories } from './stories.ts'

interface Options extends Address {
  /** To this port of this machine the provider reports. */
  reports_port: number
  patience_ms?: number
  /** The names of the stories that are played; without them, all. */
  only?: readonly string[]
}

export interface Played {
  story: string
  /** Faults in words. */
  faults: string[]
}

/** Plays every story against a provider, one after the other. */
export async function playStories({
  reports_port,
  patience_ms = 60_000,
  only,
  ...address
}: Options): Promise<Played[]> {
  const receiver = new Receiver(address)
  await receiver.listen(reports_port)
  const stage = { caller: new Caller(address), receiver, patience_ms }
  const played: Played[] = []
  try {
    for (const [story, play] of stories) {
      if (only && !only.includes(story)) continue
      const faults = await play(stage).catch((error) => [`It could not be asked: ${error}`])
      played.push({ story, faults })
    }
  } finally {
    receiver.close()
  }
  return played
}

import { Caller, type Key } from './caller.ts'
import { pullStories } from './pull-stories.ts'
import { Receiver } from './receiver.ts'
import type { Stage, Story } from './stage.ts'
import { push_stories, stories } from './stories.ts'
import { TaskBoard } from './task-board.ts'

interface Options extends Key {
  /** The address of a provider that has an HTTP server; without it, the provider fetches its work. */
  url?: string
  /** To this port of this machine the provider reports, and there it fetches its work. */
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
export async function playStories(options: Options): Promise<Played[]> {
  const { url, reports_port, patience_ms = 60_000, only = [], ...key } = options
  const isPlayed = ([story]: Story<never>) => only.length === 0 || only.includes(story)
  if (url === undefined) {
    const board = new TaskBoard(patience_ms)
    const receiver = new Receiver(key, board)
    // Who never comes has no part in the others.
    const isGone = () => board.fetches === 0
    const chosen = pullStories(stories).filter(isPlayed)
    return playAll(chosen, { caller: board, receiver, patience_ms }, reports_port, isGone)
  }
  const stage = { caller: new Caller({ ...key, url }), receiver: new Receiver(key), patience_ms }
  return playAll(push_stories.filter(isPlayed), stage, reports_port)
}

async function playAll<S extends Stage>(
  chosen: readonly Story<S>[],
  stage: S,
  reports_port: number,
  isGone = () => false,
): Promise<Played[]> {
  await stage.receiver.listen(reports_port)
  const played: Played[] = []
  try {
    for (const [story, play] of chosen) {
      const faults = await play(stage).catch((error) => [`It could not be asked: ${error}`])
      played.push({ story, faults })
      if (isGone()) break
    }
  } finally {
    stage.receiver.close()
  }
  return played
}

import { type AsyncRouteComponent, lazyRouteComponent } from '@tanstack/react-router'
import { path_prefix } from '../data/path-prefix.ts'

/** A part of the application could not be loaded, because nobody answers. */
class PartMissing extends Error {
  /** Asks for the part once more; what comes of it shows when the part is drawn again. */
  readonly load: () => Promise<unknown>

  constructor(load: () => Promise<unknown>, cause: unknown) {
    super('The server cannot be reached. What is on other pages that were open before is still there.', {
      cause,
    })
    this.load = load
  }
}

/**
 * A part in a file of its own, loaded when it is needed. The router answers a file that is not there by loading the
 * application anew, which is right after an update of the server; where no server is, the browser would show a page of
 * its own instead.
 */
export function lazyPart<Props>(load: () => Promise<{ default: (props: Props) => unknown }>) {
  const part = lazyRouteComponent(() =>
    load().catch(async (cause) => {
      throw (await isServerThere()) ? cause : new PartMissing(async () => part.preload?.(), cause)
    }),
  ) as AsyncRouteComponent<Props>
  return part
}

/** Before what has failed is drawn again. */
export async function loadAgain(error: unknown): Promise<void> {
  if (error instanceof PartMissing) await error.load()
}

async function isServerThere(): Promise<boolean> {
  try {
    return (await fetch(`${path_prefix}/healthz`, { cache: 'no-store' })).ok
  } catch {
    return false
  }
}

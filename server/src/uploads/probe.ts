import { createHash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { VerifyStep } from '@swath/contract/destination-kinds'
import { DestinationError, type OpenDestination, type OutgoingFile } from './destination.ts'
import { toDestinationError } from './failures.ts'

export interface ProbeStep {
  step: VerifyStep['step']
  /** The permission that is missing if it is denied, in the words of the store. */
  permission: string
  succeeded: string
  run(): Promise<void>
}

/** The permissions that a destination needs, in the words of its store. */
export type Permissions = Readonly<Record<'look' | 'write' | 'read' | 'remove', string>>

/**
 * Tries everything that deliveries need with a small file of its own. A denied step says which permission is
 * missing, and the others are tried all the same; after any other failure they would say nothing new.
 * @param before and after: what this kind needs besides, before the file is written and while it is there
 */
export async function probe(
  destination: OpenDestination,
  signal: AbortSignal,
  permissions: Permissions,
  { before = [], after = [] }: { before?: ProbeStep[]; after?: ProbeStep[] } = {},
): Promise<VerifyStep[]> {
  const file = textFile('Swath has checked that it can deliver files here. This file may be removed.\n')
  const path = `swath-probe-${randomUUID()}.txt`
  const isThere = () => destination.has(path, file, signal)
  const keep = async () => undefined
  const look = async () => {
    if (await isThere()) throw new Error('a file is said to be there that is not')
  }
  const read = async () => {
    if (!(await isThere()))
      throw new DestinationError('CHECKSUM_MISMATCH', 'the file that was written is not there, or another')
  }
  const steps: Omit<ProbeStep, 'permission'>[] = [
    { step: 'look', succeeded: 'it can be seen which files are there', run: look },
    {
      step: 'write',
      succeeded: 'a file was written',
      run: () => destination.put(path, file, { keep, signal }),
    },
    { step: 'read', succeeded: 'it was read back, and is the same', run: read },
    { step: 'remove', succeeded: 'it was removed', run: () => destination.remove(path) },
  ]
  const [first, write, back, remove] = steps.map((one) => ({
    ...one,
    permission: permissions[one.step as keyof Permissions],
  })) as [ProbeStep, ProbeStep, ProbeStep, ProbeStep]
  return tryAll([...before, first, write, back, ...after, remove])
}

async function tryAll(steps: ProbeStep[]): Promise<VerifyStep[]> {
  const tried: VerifyStep[] = []
  for (const step of steps) {
    const result = await tryStep(step)
    tried.push(result)
    if (!result.worked && (result.reason !== 'ACCESS_DENIED' || step.step === 'write')) break
  }
  return tried
}

async function tryStep({ step, permission, succeeded, run }: ProbeStep): Promise<VerifyStep> {
  try {
    await run()
    return { step, worked: true, reason: null, missing_permission: null, message: succeeded }
  } catch (error) {
    const { reason, message } = toDestinationError(error, step)
    const missing_permission = reason === 'ACCESS_DENIED' ? permission : null
    return { step, worked: false, reason, missing_permission, message }
  }
}

function textFile(text: string): OutgoingFile {
  return {
    size_bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
    media_type: 'text/plain',
    open: () => Readable.from([Buffer.from(text)]),
  }
}

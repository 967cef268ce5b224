import { mkdir, open, readFile, unlink } from 'node:fs/promises'
import path from 'node:path'
import { CannotStart } from '../platform/cannot-start.ts'

/**
 * Takes a data folder for this process: two processes on one embedded database destroy it silently.
 * A lock whose process is gone (killed) is taken over. Returns the function that gives the folder back.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, 'swath.pid')
  for (;;) {
    try {
      const handle = await open(file, 'wx')
      await handle.writeFile(`${process.pid} ${await startOf(process.pid)}`)
      await handle.close()
      return () => unlink(file)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      await removeIfStale(file, folder)
    }
  }
}

async function removeIfStale(file: string, folder: string) {
  const [pid, start] = (await readFile(file, 'utf8')).split(' ')
  if (pid && start && (await startOf(Number(pid))) === start) {
    throw new CannotStart(
      `The data folder ${folder} is in use by process ${pid}. Stop it, or set SWATH_DATA_DIR to another folder.`,
    )
  }
  await unlink(file)
}

/** When a process started; a process number alone may by now belong to somebody else. */
async function startOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') return isRunning(pid) ? 'running' : 'gone'
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A process that ended stays listed as a zombie until its parent takes note; in a container that takes a while.
    return fields[0] === 'Z' ? 'gone' : fields[19]!
  } catch {
    return 'gone'
  }
}

function isRunning(pid: number) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

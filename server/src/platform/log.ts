import { type Logger, pino } from 'pino'
import { isDatabaseUnavailable } from './database-unavailable.ts'

export type Log = Logger

const debug = 20

/**
 * JSON lines on standard output. Secrets never reach it: headers are not logged. While the database is away
 * everything fails for that one reason, which is said once (outage.ts): what fails is told to those who debug.
 */
export function openLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: {
      logMethod(args, method, level) {
        const fields = args[0] as unknown as { err?: unknown } | undefined
        if (level > debug && isDatabaseUnavailable(fields?.err)) this.debug(...args)
        else method.apply(this, args)
      },
    },
  })
}

import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'
import { isDatabaseUnavailable } from './database-unavailable.ts'
import { ServerStops } from './server-stops.ts'

export type Log = Logger

const debug = 20

/**
 * JSON lines on standard output. Secrets never reach it: headers are not logged. While the database is away
 * everything fails for that one reason, which is said once (outage.ts), and a stop gives up what is under way: what
 * fails so is told to those who debug.
 */
export function openLog(level: string, destination: DestinationStream = pino.destination(1)): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: {
      logMethod(args, method, level) {
        const fields = args[0] as unknown as { err?: unknown } | undefined
        if (level > debug && isNoFault(fields?.err)) this.debug(...args)
        else method.apply(this, args)
      },
    },
  }
  return pino(options, destination)
}

const isNoFault = (error: unknown) => error instanceof ServerStops || isDatabaseUnavailable(error)

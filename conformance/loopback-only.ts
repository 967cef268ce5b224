// Preloaded (node --import) into processes that are fuzzed: a report may name any URL to download from, and no request
// of a conformance run may leave this machine. Every connection of Node, whatever library makes it, begins here.
import { Socket } from 'node:net'

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/

/** The host in the arguments of a socket: options, [options, done], port and host, or the path of a pipe. */
function hostOf([first, second]: unknown[]): string {
  const told = Array.isArray(first) ? first[0] : first
  if (typeof told === 'object' && told !== null)
    return String((told as { host?: unknown }).host ?? 'localhost')
  return typeof second === 'string' ? second : 'localhost'
}

const connect = Socket.prototype.connect as (this: Socket, ...args: unknown[]) => Socket

Socket.prototype.connect = function connectOnLoopback(this: Socket, ...args: unknown[]): Socket {
  const host = hostOf(args)
  if (loopback.test(host)) return connect.apply(this, args)
  // Fails the way a name does that nobody has: all libraries expect that.
  const error = new Error(`${host} is not on this machine, and this run must not leave it`)
  const lookup = (_name: string, _options: object, done: (error: Error) => void) => done(error)
  return connect.call(this, { host: 'elsewhere.invalid', port: 9, lookup })
} as Socket['connect']

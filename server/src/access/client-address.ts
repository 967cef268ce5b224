import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * The address of a client, as far as it tells clients apart: what a trusted proxy says, else the other end of the
 * connection. A whole network of IPv6 counts as one address.
 */
export function clientAddress({ ip, socket }: Pick<FastifyRequest, 'ip' | 'socket'>): string {
  // Some proxies add the port.
  const named = ip.replace(/^([\d.]+):\d+$/, '$1').replace(/^\[(.+)\](:\d+)?$/, '$1')
  const address = isIP(named) ? named : (socket.remoteAddress ?? '')
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '')
  return isIP(plain) === 6 ? networkOf(plain) : plain
}

/** The first 64 bits. */
function networkOf(address: string): string {
  const [start = '', end] = address.replace(/%.*$/, '').split('::')
  const groups = (text: string) => text.split(':').filter(Boolean)
  const zeros = end === undefined ? 0 : 8 - groups(start).length - groups(end).length
  const all = [...groups(start), ...Array(Math.max(0, zeros)).fill('0'), ...groups(end ?? '')]
  const network = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${network.join(':')}::/64`
}

import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * Where a request comes from, as far as somebody can be told by it: what a trusted proxy says, else whoever is connected.
 * Of IPv6 everybody has a whole network.
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

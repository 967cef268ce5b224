import { BlockList, isIP } from 'node:net'

/** Networks that no customer may make us talk to: our own, our hosts', and those that lead back to them. */
const inner_networks = [
  '0.0.0.0/8', // this host
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT, and the metadata service of Alibaba Cloud
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, and the metadata services of most clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16',
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
]
/**
 * The only IPv6 addresses that are public begin with 2 or 3; these among them carry an IPv4 address or are no hosts.
 */
const public_ipv6 = '2000::/3'
const inner_ipv6_networks = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

/** Connections may go to public addresses, and to those that an operator allows besides. */
export class AddressRules {
  #inner = blockList([...inner_networks, ...inner_ipv6_networks])
  #public_ipv6 = blockList([public_ipv6])
  #allowed: BlockList
  #allowed_hosts: ReadonlySet<string>

  /** @param allowed addresses, networks such as `10.1.0.0/16`, and names of hosts */
  constructor(allowed: readonly string[]) {
    const networks = allowed.filter((one) => isIP(one.split('/')[0]!) !== 0)
    this.#allowed = blockList(networks)
    const hosts = allowed.filter((one) => !networks.includes(one))
    this.#allowed_hosts = new Set(hosts.map((host) => host.toLowerCase()))
  }

  /** Whether a host may be connected to whatever its address is. */
  allowsHost(hostname: string): boolean {
    return this.#allowed_hosts.has(hostname.toLowerCase())
  }

  /** Whether the operator has named the host, its address or its network. */
  names(host: string): boolean {
    const family = isIP(host)
    return (
      this.allowsHost(host) || (family !== 0 && this.#allowed.check(host, family === 4 ? 'ipv4' : 'ipv6'))
    )
  }

  /** `::ffff:127.0.0.1` is allowed where 127.0.0.1 is: Node compares them so. It is never public. */
  allowsAddress(address: string): boolean {
    const family = isIP(address)
    if (family === 0) return false
    const type = family === 4 ? 'ipv4' : 'ipv6'
    if (this.#allowed.check(address, type)) return true
    if (type === 'ipv6' && !this.#public_ipv6.check(address, type)) return false
    return !this.#inner.check(address, type)
  }
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address, bits] = network.split('/') as [string, string?]
    const type = isIP(address) === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, type)
    else list.addSubnet(address, Number(bits), type)
  }
  return list
}

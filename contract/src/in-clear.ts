/** Whether others can read on the way what is sent there: all that is not encrypted and leaves this machine. */
export function isInClear(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && !/^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

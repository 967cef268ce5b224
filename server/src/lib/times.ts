/** Times of RFC 3339 in UTC, some with more digits than others: without the Z, their order as texts is their own. */
export function inOrder(times: readonly string[]): string[] {
  const key = (time: string) => time.slice(0, -1)
  return times.toSorted((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0))
}

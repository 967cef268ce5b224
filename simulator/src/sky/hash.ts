/** Chance that can be replayed. */

/**
 * A number in [0, 1), uniform over different arguments and always the same for the same ones: FNV-1a over
 * their text, then the finaliser of MurmurHash3, because FNV alone hardly mixes its last characters. 32 bits.
 */
export function hash01(seed: string, ...parts: readonly (string | number)[]): number {
  const text = [seed, ...parts].join('\u0000')
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

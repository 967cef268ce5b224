/** Element sets in whatever form they come. */
import { type ElementSet, ElementsError } from './elements.ts'
import { readOmmJson, readOmmKvn, readOmmXml } from './omm.ts'
import { readTle } from './tle.ts'

/** Two-line element sets with or without names, or orbit mean-elements messages as JSON, XML or KVN; at least one. */
export function readElements(text: string): ElementSet[] {
  const start = text.trimStart()
  const elements = readerOf(start)(text)
  if (elements.length > 0) return elements
  throw new ElementsError('There is no element set: it may be TLE, or OMM as JSON, XML or KVN')
}

function readerOf(start: string): (text: string) => ElementSet[] {
  if (/^[[{]/.test(start)) return readOmmJson
  if (start.startsWith('<')) return readOmmXml
  return /^\s*CCSDS_OMM_VERS\s*=/m.test(start) ? readOmmKvn : readTles
}

/** Pairs of lines, each behind a line with a name, which may begin with `0 `. */
function readTles(text: string): ElementSet[] {
  const found: ElementSet[] = []
  const lines = text.split(/\r?\n/)
  let name = ''
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!
    if (/^1 .{15}/.test(line)) {
      found.push(readTle([line, lines[index + 1] ?? ''], name, index + 1))
      index++
      name = ''
    } else if (/^2 .{15}/.test(line)) {
      throw new ElementsError(
        `Line ${index + 1}: it is the second line of an element set, and there is no first`,
      )
    } else if (line.trim() && !line.startsWith('#')) {
      name = line.replace(/^0 /, '').trim()
    }
  }
  return found
}

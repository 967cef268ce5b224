import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { readUtf8 } from './text.ts'

/** @param file its name; - is the standard input */
export function readBytes(file: string): Promise<Buffer> {
  return file === '-' ? buffer(process.stdin) : readFile(file)
}

/**
 * The server says what is wrong with what is read.
 * @param file of JSON; - is the standard input
 * @throws what a person can mend, with the name of the file
 */
export async function readJsonFile<T>(file: string): Promise<T> {
  const bytes = await readBytes(file)
  try {
    return JSON.parse(readUtf8(bytes))
  } catch (error) {
    const where = file === '-' ? 'The standard input' : file
    throw new Error(`${where} is not JSON: ${(error as Error).message}`)
  }
}

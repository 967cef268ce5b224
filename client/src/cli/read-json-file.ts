import { readFile } from 'node:fs/promises'

/**
 * The server says what is wrong with what is read.
 * @param file of JSON; - is the standard input
 * @throws what a person can mend, with the name of the file
 */
export async function readJsonFile<T>(file: string): Promise<T> {
  const text = await readFile(file === '-' ? '/dev/stdin' : file, 'utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`)
  }
}

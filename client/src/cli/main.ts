#!/usr/bin/env node
// npm run swath: the command of operators and customers.
import { programFor } from './commands.ts'
import { exit_codes, exitCodeOf, explain } from './failures.ts'
import { note } from './output.ts'

// The reader of the output may have seen enough: `swath events | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exit_codes.done)
  note(`swath: The output cannot be written: ${error.message}`)
  process.exit(exit_codes.partly)
})
// Nobody reads what is told beside the output: that ends no work.
process.stderr.on('error', () => undefined)

/** A place in the south begins like a flag; a space keeps it from being one. */
const typed = process.argv.map((word) => (/^-\d+(\.\d+)?,/.test(word) ? ` ${word}` : word))
try {
  const swath = await programFor(typed.slice(2))
  await swath.parseAsync(typed)
} catch (error) {
  // The question on whose line somebody breaks off has no end of its own.
  if ((error as Error).name === 'AbortError') note('')
  else note(`swath: ${explain(error)}`)
  process.exitCode = exitCodeOf(error)
}

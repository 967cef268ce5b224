import { majorText } from '@swath/contract/money'
import type { Command } from 'commander'
import { json, printable, printableLine } from './printable.ts'

export interface OutputFlags {
  json?: boolean
}

export function withOutput(command: Command): Command {
  return command.option('--json', 'JSON; the default where the output is no terminal')
}

/** People at a terminal get text; programs, and those who say --json, get JSON. */
export function isForPeople({ json }: OutputFlags): boolean {
  return !(json ?? !process.stdout.isTTY)
}

/** Writes to the standard output. Texts come from elsewhere, and no terminal obeys them. */
export function say(text: string): void {
  process.stdout.write(`${printable(text)}\n`)
}

/** Writes to the standard error, likewise: what is about the command, and not its answer. */
export function note(text: string): void {
  process.stderr.write(`${printable(text)}\n`)
}

/** One answer. */
export function print(flags: OutputFlags, value: unknown, text: () => string): void {
  say(isForPeople(flags) ? text() : json(value, 2))
}

/** One of a stream of answers, on a line of its own. */
export function printLine(flags: OutputFlags, value: unknown, text: () => string): void {
  say(isForPeople(flags) ? printableLine(text()) : json(value))
}

type Cell = string | number | null | undefined

/** Facts about one thing, below each other. */
export function facts(of: Record<string, Cell>): string {
  const told = Object.entries(of).filter(([, value]) => value !== null && value !== undefined && value !== '')
  const width = Math.max(...told.map(([name]) => name.length))
  return told.map(([name, value]) => `${name.padEnd(width)}  ${printableLine(String(value))}`).join('\n')
}

/** `2026-06-01 08:00` UTC. */
export function minutes(time: string | null | undefined): string {
  return time ? time.slice(0, 16).replace('T', ' ') : ''
}

/** `800.00 USD`; how many digits follow the point depends on the currency. */
export function money(amount_minor: number, currency: string): string {
  return `${majorText(amount_minor, currency)} ${currency}`
}

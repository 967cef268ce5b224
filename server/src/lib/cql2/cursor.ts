import { Cql2Error } from './error.ts'
import { quote, type Token } from './scanner.ts'

/** Goes through the tokens once, from left to right. */
export class Cursor {
  readonly #tokens: readonly Token[]
  #index = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get token(): Token {
    return this.#tokens[this.#index]!
  }

  /** The one after; the last when there is none. */
  get following(): Token {
    return this.#tokens[this.#index + 1] ?? this.token
  }

  take(): Token {
    const { token } = this
    if (token.type !== 'end') this.#index++
    return token
  }

  isSymbol(symbol: string, token = this.token): boolean {
    return token.type === 'symbol' && token.value === symbol
  }

  /** Keywords are written in either case. */
  isWord(word: string, token = this.token): boolean {
    return token.type === 'name' && token.value.toLowerCase() === word
  }

  skipSymbol(symbol: string): boolean {
    return this.isSymbol(symbol) && this.take() !== undefined
  }

  skipWord(word: string): boolean {
    return this.isWord(word) && this.take() !== undefined
  }

  expectSymbol(symbol: string): Token {
    return this.isSymbol(symbol) ? this.take() : this.refuse(`"${symbol}"`)
  }

  expectWord(word: string): Token {
    return this.isWord(word) ? this.take() : this.refuse(word.toUpperCase())
  }

  /** The values that `read` gives, between parentheses and divided by commas. */
  list<T>(read: () => T): T[] {
    this.expectSymbol('(')
    const items = [read()]
    while (this.skipSymbol(',')) items.push(read())
    if (!this.isSymbol(')')) this.refuse('"," or ")"')
    this.take()
    return items
  }

  refuse(expected: string): never {
    const { type, value, at } = this.token
    const found = { end: 'the end of the filter', string: `'${quote(value)}'`, quoted: `"${quote(value)}"` }
    const shown = type in found ? found[type as keyof typeof found] : `"${quote(value)}"`
    throw new Cql2Error(`found ${shown}, expected ${expected}`, at)
  }
}

import { type Arithmetic, arithmetics, type Comparison, comparisons, type Expression } from './ast.ts'
import { Builder, type Limits } from './builder.ts'
import { Cursor } from './cursor.ts'
import { Cql2Error } from './error.ts'
import { type Parser, readPrimary } from './primary.ts'
import { scan, type Token } from './scanner.ts'

/** Reads cql2-text. @throws Cql2Error */
export function readText(text: string, limits: Partial<Limits> = {}): Expression {
  const builder = new Builder(limits)
  if (text.length > builder.limits.text_length)
    throw new Cql2Error(`the filter is longer than ${builder.limits.text_length} characters`, 0)
  const parser = new TextParser(new Cursor(scan(text)), builder)
  const filter = builder.root(parser.expression())
  if (parser.cursor.token.type !== 'end') parser.cursor.refuse('AND, OR or the end of the filter')
  return filter
}

// The binding power of operators. NOT takes a comparison, but no AND.
const OR = 1
const AND = 2
const COMPARISON = 3
const SUM = 4
const powers: Record<string, number> = {
  or: OR,
  and: AND,
  ...Object.fromEntries(comparisons.map((op) => [op, COMPARISON])),
  ...Object.fromEntries(['not', 'like', 'between', 'in', 'is'].map((word) => [word, COMPARISON])),
  '+': SUM,
  '-': SUM,
  '*': 5,
  '/': 5,
  '%': 5,
  div: 5,
  '^': 6,
}

/** A Pratt parser: an operand, then operators as long as they bind tighter than what waits on the left. */
class TextParser implements Parser {
  readonly cursor: Cursor
  readonly builder: Builder
  #depth = 0

  constructor(cursor: Cursor, builder: Builder) {
    this.cursor = cursor
    this.builder = builder
  }

  expression(above = 0): Expression {
    this.builder.checkDepth(++this.#depth, this.cursor.token.at)
    let left = this.#operand()
    for (let power = this.#power(); power > above; power = this.#power()) left = this.#infix(left, power)
    this.#depth--
    return left
  }

  #operand(): Expression {
    const { at } = this.cursor.token
    if (!this.cursor.isWord('not')) return readPrimary(this)
    this.cursor.take()
    return this.builder.add({ kind: 'not', of: this.expression(AND) }, at)
  }

  #power(): number {
    const { type, value } = this.cursor.token
    if (type !== 'symbol' && type !== 'name') return 0
    const word = value.toLowerCase()
    return Object.hasOwn(powers, word) ? powers[word]! : 0
  }

  #infix(left: Expression, power: number): Expression {
    const operator = this.cursor.take()
    const word = operator.value.toLowerCase()
    if (word === 'and' || word === 'or') return this.#logic(word, left, power, operator)
    if ((comparisons as readonly string[]).includes(word))
      return this.builder.add(
        { kind: 'compare', op: word as Comparison, left, right: this.expression(power) },
        operator.at,
      )
    if ((arithmetics as readonly string[]).includes(word))
      return this.#arithmetic(word as Arithmetic, left, power, operator)
    return this.#predicate(word, left, operator)
  }

  /** Takes all of `a AND b AND c` at once. */
  #logic(word: 'and' | 'or', left: Expression, power: number, { at }: Token): Expression {
    const args = [left, this.expression(power)]
    while (this.cursor.skipWord(word)) args.push(this.expression(power))
    return this.builder.logic(word, args, at)
  }

  #arithmetic(op: Arithmetic, left: Expression, power: number, { at }: Token): Expression {
    const result = this.builder.arithmetic(op, left, this.expression(power), at)
    if (op === '^' && this.cursor.isSymbol('^'))
      throw new Cql2Error('found a ^ b ^ c, expected parentheses: (a ^ b) ^ c', this.cursor.token.at)
    return result
  }

  #predicate(word: string, left: Expression, { at }: Token): Expression {
    if (word === 'is') {
      const negated = this.cursor.skipWord('not')
      this.cursor.expectWord('null')
      return this.#negate(negated, this.builder.add({ kind: 'isNull', of: left }, at), at)
    }
    const negated = word === 'not'
    const predicate = negated ? this.cursor.take().value.toLowerCase() : word
    return this.#negate(negated, this.#tested(predicate, left, at), at)
  }

  #tested(predicate: string, of: Expression, at: number): Expression {
    switch (predicate) {
      case 'like':
        return this.builder.like(of, this.expression(COMPARISON), at)
      case 'in':
        return this.builder.in(
          of,
          this.cursor.list(() => this.expression(COMPARISON)),
          at,
        )
      case 'between': {
        const low = this.expression(COMPARISON)
        this.cursor.expectWord('and')
        return this.builder.add({ kind: 'between', of, low, high: this.expression(COMPARISON) }, at)
      }
      default:
        throw new Cql2Error('found NOT after an operand, expected NOT LIKE, NOT BETWEEN or NOT IN', at)
    }
  }

  #negate(negated: boolean, of: Expression, at: number): Expression {
    return negated ? this.builder.add({ kind: 'not', of }, at) : of
  }
}

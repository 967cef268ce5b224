import type { Arithmetic } from './ast.ts'

/** Null where there is no result; the database does not answer at all when one is too large. */
export function calculate(op: Arithmetic, left: unknown, right: unknown): number | null {
  if (typeof left !== 'number' || typeof right !== 'number') return null
  const result = compute(op, left, right)
  return Number.isFinite(result) ? result : null
}

function compute(op: Arithmetic, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case 'div':
      return Math.trunc(left / right)
    case '%':
      return left - right * Math.trunc(left / right)
    case '^':
      return left ** right
  }
}

import type { Fold } from './ast.ts'

/** As the SQL does it: see `foldSql`. */
export function fold(how: Fold, value: unknown): string | null {
  if (typeof value !== 'string') return null
  if (how === 'accenti') return value.normalize('NFD').replaceAll(/[\u0300-\u036F]/g, '')
  return value.toLowerCase().replaceAll('ς', 'σ').replaceAll('ß', 'ss')
}

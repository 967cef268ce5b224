// A test file may take so many seconds of the processor with all that it starts, about twice of what it takes on two
// cores of a busy server: whoever makes it cost more is told, and chooses between another way and a larger budget.
import budgets from './test-budgets.json' with { type: 'json' }

/** @param file from the root of the repository */
export function budgetOf(file: string): number {
  return (budgets.files as Record<string, number>)[file] ?? budgets['each file']
}

/** Why a file costs too much; undefined if it does not. @param pace how many times as long this machine takes */
export function complaintAbout(file: string, seconds: number, pace: number): string | undefined {
  const budget = budgetOf(file) * Math.max(1, pace)
  if (seconds <= budget) return undefined
  const here =
    pace > 1 ? ` (${budgetOf(file)}, on a machine that takes ${pace.toFixed(1)} times as long)` : ''
  return (
    `${file} takes ${seconds.toFixed(0)} s of the processor, and its budget is ${budget.toFixed(0)} s${here}: ` +
    'make it cheaper, or say in scripts/test-budgets.json what it may cost'
  )
}

export const hasOwnBudget = (file: string): boolean => file in budgets.files

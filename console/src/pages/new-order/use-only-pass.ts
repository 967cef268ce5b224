import type { NewOrder } from '@swath/client/orders'
import type { Analysis } from '@swath/contract/feasibility'
import { useMemo, useState } from 'react'
import { idOfPass } from '../../map/subjects.ts'
import { orderOfPass } from './draft.ts'

/** Whether just the picked pass is ordered, and the orders as they are then. */
export function useOnlyPass(
  questions: readonly NewOrder[],
  analysis: Analysis | undefined,
  pass: string | undefined,
) {
  const [is_only, setOnly] = useState(false)
  const picked = analysis?.opportunities.find((one) => idOfPass(one) === pass)
  const named = is_only ? picked?.opportunity_id : undefined
  const ordered = useMemo(
    () => (named ? questions.map((one) => orderOfPass(one, named)) : questions),
    [questions, named],
  )
  return { ordered, is_only, setOnly }
}

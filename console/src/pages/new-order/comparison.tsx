import { Text } from '@mantine/core'
import type { AnalysisBatch, AnalysisLine } from '@swath/contract/feasibility'
import type { UseQueryResult } from '@tanstack/react-query'
import { Beginning } from '../../ui/beginning.tsx'
import { formatMinute } from '../../ui/format.ts'
import classes from './new-order.module.css'
import { PassesStep } from './passes-step.tsx'

const listed_at_first = 5

interface ComparisonProps {
  comparison: UseQueryResult<AnalysisBatch>
  /** Those of the orders. */
  names: readonly string[]
}

/** Which of several places have a pass, and the first of each, before anything is ordered. */
export function Comparison({ comparison, names }: ComparisonProps) {
  const { data, error, isFetching } = comparison
  if (!data && !error && !isFetching) return null
  return <PassesStep asked={comparison}>{(batch) => <Places batch={batch} names={names} />}</PassesStep>
}

/** Places without a pass come first: something is to be done about them. */
function Places({ batch, names }: { batch: AnalysisBatch; names: readonly string[] }) {
  const { results, feasible } = batch
  const sorted = results.toSorted((a, b) => Number(hasPass(a)) - Number(hasPass(b)))
  const more = names.length - results.length
  return (
    <>
      <Text size="sm" role="status">
        {feasible} of {results.length} places have a pass in the window
        {more > 0 && `; ${more} more were not asked about`}
      </Text>
      <Beginning all={sorted} most={listed_at_first}>
        {(shown) => (
          <ul className={classes.passes}>
            {shown.map((line) => (
              <li key={line.index} className={classes.compared} data-without={!hasPass(line) || undefined}>
                <b>{names[line.index]}</b>
                <span>{answerOf(line)}</span>
              </li>
            ))}
          </ul>
        )}
      </Beginning>
    </>
  )
}

const hasPass = ({ analysis }: AnalysisLine) => analysis?.feasible === true

function answerOf({ analysis, error }: AnalysisLine): string {
  const [first] = analysis?.opportunities ?? []
  if (first) return `first ${formatMinute(first.start)}, ${first.satellite_name}`
  return analysis?.message ?? error?.message ?? ''
}

import { Text } from '@mantine/core'
import type { Analysis, Relaxation } from '@swath/contract/feasibility'
import type { Product } from '@swath/contract/products'
import { formatDay } from '../../ui/format.ts'
import { draftRelaxedBy } from './draft.ts'
import classes from './new-order.module.css'
import type { ChangeDraft } from './use-draft.ts'

interface RelaxationsProps {
  analysis: Analysis
  product: Product
  change: ChangeDraft
}

/** Changes that would do for an order that nothing fits: one of them is chosen, and the satellites are asked again. */
export function Relaxations({ analysis, product, change }: RelaxationsProps) {
  const choices = (analysis.relaxations ?? []).flatMap((relaxation) => {
    const changed = draftRelaxedBy(relaxation, analysis.parameters, product)
    return changed ? [{ relaxation, changed }] : []
  })
  if (choices.length === 0) return null
  return (
    <>
      <Text size="sm" id="relaxations">
        It could with one of these
      </Text>
      <ul className={classes.passes} aria-labelledby="relaxations">
        {choices.map(({ relaxation, changed }) => (
          <li key={relaxation.message}>
            <button type="button" className={classes.relaxation} onClick={() => change(changed)}>
              <b>{changesOf(relaxation)}</b>
              <span>{gainOf(relaxation)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function changesOf({ parameters }: Relaxation): string {
  const { start, end, max_ona, min_sun_elevation } = parameters
  const window = start === undefined ? end && `until ${formatDay(end)}` : `from ${formatDay(start)}`
  const angle = max_ona !== undefined && `off nadir up to ${max_ona}°`
  const sun = min_sun_elevation !== undefined && `sun from ${min_sun_elevation}°`
  const [first = '', ...more] = [angle, sun, window].filter((one) => typeof one === 'string')
  return [first.charAt(0).toUpperCase() + first.slice(1), ...more].join(', ')
}

function gainOf({ passes, first_at }: Relaxation): string {
  return passes === 1 ? `1 pass, ${formatDay(first_at)}` : `${passes} passes, first ${formatDay(first_at)}`
}

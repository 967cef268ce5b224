import { Button, Switch, Text } from '@mantine/core'
import type { Analysis, Opportunity } from '@swath/contract/feasibility'
import type { Product } from '@swath/contract/products'
import { idOfPass } from '../../map/subjects.ts'
import { Beginning } from '../../ui/beginning.tsx'
import { formatDay, formatMinute, formatNumber } from '../../ui/format.ts'
import { takes } from './draft.ts'
import classes from './new-order.module.css'
import { PassStrip } from './pass-strip.tsx'
import { PassesStep } from './passes-step.tsx'
import { Relaxations } from './relaxations.tsx'
import type { AskedAnalysis } from './use-answers.ts'
import type { ChangeDraft } from './use-draft.ts'

const listed_at_first = 5

interface OpportunitiesProps {
  analysis: AskedAnalysis
  product: Product
  pass: string | undefined
  pick: (pass: string) => void
  /** Whether just the picked pass is ordered. */
  is_only: boolean
  setOnly: (is_only: boolean) => void
  change: ChangeDraft
}

/** When satellites pass, before anything is ordered. */
export function Opportunities({ analysis, product, ...choice }: OpportunitiesProps) {
  if (!takes(product, 'start')) return null
  return (
    <PassesStep asked={analysis}>
      {(answer) => (
        <>
          <Answer analysis={answer} product={product} {...choice} />
          {analysis.askOn && (
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={analysis.askOn}
              loading={analysis.is_asking_on}
            >
              Ask about the days that are hatched
            </Button>
          )}
        </>
      )}
    </PassesStep>
  )
}

function Answer({
  analysis,
  product,
  change,
  pass,
  pick,
  is_only,
  setOnly,
}: { analysis: Analysis } & Omit<OpportunitiesProps, 'analysis'>) {
  const { opportunities, constraint, message, has_more, parameters, odds, coverage } = analysis
  if (opportunities.length === 0) {
    return (
      <>
        <div className={classes.problem} data-tone="partial" role="status">
          {constraint?.message ?? message}
        </div>
        <Relaxations {...{ analysis, product, change }} />
      </>
    )
  }
  const picked = opportunities.find((one) => idOfPass(one) === pass)
  return (
    <>
      <Text size="sm" role="status">
        {has_more ? 'More than ' : ''}
        {opportunities.length} {opportunities.length === 1 ? 'pass' : 'passes'} in the window
      </Text>
      <Outlook odds={odds} coverage={coverage} />
      <PassStrip {...{ opportunities, has_more, pass, pick }} window={parameters} />
      <Beginning all={opportunities} most={listed_at_first}>
        {(shown) => (
          <ul className={classes.passes}>
            {shown.map((one) => (
              <li key={idOfPass(one)}>
                <Pass opportunity={one} is_picked={idOfPass(one) === pass} pick={pick} />
              </li>
            ))}
          </ul>
        )}
      </Beginning>
      {picked?.opportunity_id && (
        <Switch
          label="Order just this pass"
          description={`${formatMinute(picked.start)} with ${picked.satellite_name}: kept for you, or refused at once`}
          checked={is_only}
          onChange={(event) => setOnly(event.currentTarget.checked)}
        />
      )}
    </>
  )
}

/** The odds of the whole window, with its clouds. */
function Outlook({ odds, coverage }: Pick<Analysis, 'odds' | 'coverage'>) {
  const sure = odds?.by_day.at(-1)
  const full = coverage?.by_day.at(-1)
  if (!sure && !full) return null
  return (
    <Text size="sm" title={`Clouds: ${(odds ?? coverage)?.source}`}>
      {sure && (
        <>
          <b>{formatNumber(sure.probability * 100, 0)} %</b> that one is clear by {formatDay(sure.by)}
        </>
      )}
      {full && coverage && (
        <>
          {coverage.strips} {coverage.strips === 1 ? 'image' : 'images'}, about{' '}
          {formatNumber(coverage.expected_attempts, 0)} attempts with clouds;{' '}
          <b>{formatNumber(full.share * 100, 0)} %</b> expected by {formatDay(full.by)}
        </>
      )}
    </Text>
  )
}

interface PassProps {
  opportunity: Opportunity
  is_picked: boolean
  pick: (pass: string) => void
}

function Pass({ opportunity, is_picked, pick }: PassProps) {
  const { start, satellite_name, off_nadir_deg, sun_elevation_deg, clear_probability, parts } = opportunity
  return (
    <button
      type="button"
      className={classes.pass}
      aria-pressed={is_picked}
      onClick={() => pick(idOfPass(opportunity))}
    >
      <time dateTime={start}>{formatMinute(start)}</time>
      <span title={parts && `Part ${parts.join(', ')} of the area`}>{satellite_name}</span>
      <span className="number" title="Off nadir">
        {off_nadir_deg === null ? '' : `${formatNumber(off_nadir_deg)}° off`}
      </span>
      <span className="number" title="Elevation of the sun">
        {sun_elevation_deg === null ? '' : `${formatNumber(sun_elevation_deg, 0)}° sun`}
      </span>
      <span className="number" title="Chance of a clear sky">
        {clear_probability === null ? '' : `${formatNumber(clear_probability * 100, 0)} % clear`}
      </span>
    </button>
  )
}

import { Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import { useMemo } from 'react'
import { formatNumber } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { Board } from './board.tsx'
import classes from './calendar.module.css'
import { type Change, Controls } from './controls.tsx'
import { type Conflicts, conflictsOf, type Pass } from './lanes.ts'
import { Legend } from './legend.tsx'
import { Panel, PassList, PassPanel } from './pass-panel.tsx'
import { type ContractNames, most_passes, type Passes } from './passes.ts'
import { type CalendarSearch, type Period, titleOf } from './period.ts'
import { PassTable } from './table.tsx'
import { useSelection } from './use-selection.ts'

interface FoundProps {
  query: UseQueryResult<Passes>
  search: CalendarSearch
  period: Period
  names: ContractNames
  now: number
  change: Change
}

/** The passes of the period, and beside them what was chosen of them. */
export function Found({ query, search, period, names, now, change }: FoundProps) {
  const { contract_id } = search
  const found = query.data?.passes ?? none
  const conflicts = useMemo(() => conflictsOf(found), [found])
  const passes = useMemo(
    () => found.filter((one) => contract_id === undefined || one.contract_id === contract_id),
    [found, contract_id],
  )
  const { selected, opened, open, close } = useSelection(passes, search.capture, change)
  const shown = { passes, conflicts, names }
  return (
    <div className={classes.layout} data-beside={selected.length > 0 || undefined}>
      <Section
        title={titleOf(period)}
        actions={<Controls search={search} period={period} change={change} />}
        flush
      >
        <Answered query={query}>
          {({ has_more }) => (
            <>
              {has_more && <More view={period.view} />}
              {passes.length === 0 && <NoPasses search={search} period={period} />}
              {passes.length > 0 && search.as === 'table' && (
                <PassTable {...shown} key={period.start.getTime()} />
              )}
              {passes.length > 0 && search.as !== 'table' && (
                <>
                  <Board {...shown} period={period} now={now} opened={opened} open={open} />
                  <Legend {...shown} />
                </>
              )}
            </>
          )}
        </Answered>
      </Section>
      <Selected passes={selected} conflicts={conflicts} now={now} close={close} />
    </div>
  )
}

const none: Pass[] = []

function More({ view }: Pick<Period, 'view'>) {
  return (
    <Text className={classes.more} role="status">
      Only the first {formatNumber(most_passes)} passes of the {view} are here. Choose{' '}
      {view === 'week' ? 'a day or a satellite' : 'a satellite'} to see the others.
    </Text>
  )
}

interface SelectedProps {
  passes: readonly Pass[]
  conflicts: Conflicts
  now: number
  close: () => void
}

function Selected({ passes, conflicts, now, close }: SelectedProps) {
  const [first] = passes
  if (!first) return null
  if (passes.length === 1) {
    return (
      <PassPanel pass={first} conflicts={conflicts.get(first.capture_id) ?? none} now={now} close={close} />
    )
  }
  return (
    <Panel
      title={first.access.satellite_name}
      about={`${passes.length} passes close together`}
      subject={first.capture_id}
      close={close}
    >
      <PassList passes={passes} beside={({ order_id }) => `Order ${order_id}`} />
    </Panel>
  )
}

function NoPasses({ search, period: { view } }: { search: CalendarSearch; period: Period }) {
  const is_filtered = search.satellite !== undefined || search.contract_id !== undefined
  return (
    <Empty icon={CalendarClock} title={is_filtered ? 'No pass fits' : `No passes in this ${view}`}>
      {is_filtered
        ? `Nothing in this ${view} is of this satellite and this contract.`
        : 'A capture appears here as soon as a satellite is planned for it.'}
    </Empty>
  )
}

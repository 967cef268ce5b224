import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { useSwath } from '../data/session.ts'
import { Page } from '../ui/page.tsx'
import { useNow } from '../ui/when.tsx'
import { type Change, Filters } from './calendar/controls.tsx'
import { Found } from './calendar/found.tsx'
import { type ContractNames, contractsQuery, passesQuery } from './calendar/passes.ts'
import { type CalendarSearch, dateOf, periodOf } from './calendar/period.ts'

/** The plan of each satellite, over all contracts. */
export default function CalendarPage() {
  const search = useSearch({ from: '/signed-in/calendar' })
  const now = useNow()
  const { view, satellite } = search
  const date = search.date ?? dateOf(now)
  const period = useMemo(() => periodOf(date, view ?? 'day'), [date, view])
  const swath = useSwath()
  const found = useQuery(passesQuery(swath, period, satellite))
  // The choices come from all passes; as long as none is chosen it is the same question.
  const of_all = useQuery(passesQuery(swath, period))
  const satellites = useMemo(
    () => (of_all.data?.passes ?? []).map(({ access }) => access.satellite_name),
    [of_all.data],
  )
  const names = useContractNames()
  const change = useChange()
  return (
    <Page
      title="Calendar"
      about="The passes of all satellites for the captures of all contracts. Times and days are those of UTC."
      actions={<Filters search={search} satellites={satellites} names={names} change={change} />}
      is_wide
    >
      <Found query={found} search={search} period={period} names={names} now={now} change={change} />
    </Page>
  )
}

function useContractNames(): ContractNames {
  const { data } = useQuery(contractsQuery(useSwath()))
  return useMemo(() => new Map(data?.map(({ contract_id, name }) => [contract_id, name])), [data])
}

/** Another period is a step back in the history of the browser, a choice within it is not. */
function useChange(): Change {
  const navigate = useNavigate({ from: '/calendar' })
  return useCallback(
    (changed) =>
      void navigate({
        search: (kept) => ({ ...kept, ...changed }) as CalendarSearch,
        replace: !('date' in changed || 'view' in changed),
        resetScroll: false,
      }),
    [navigate],
  )
}

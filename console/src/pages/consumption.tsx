import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { keepLast } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { Page, Section } from '../ui/page.tsx'
import { Answered } from '../ui/states.tsx'
import { Balance } from './consumption/balance.tsx'
import { Charts } from './consumption/charts.tsx'
import { ChartChoices, PeriodChoice } from './consumption/choices.tsx'
import { Drilled } from './consumption/drilled.tsx'
import { Groups } from './consumption/groups.tsx'
import {
  divisionOf,
  endOf,
  filterOfPeriod,
  groupingsOf,
  type Period,
  periodOf,
  periodText,
} from './consumption/period.ts'

export default function ConsumptionPage() {
  const search = useSearch({ from: '/signed-in/consumption' })
  const division = divisionOf(search)
  const period = periodOf(search)
  const now = new Date()
  const goes_on = endOf(period) > now.getTime()
  const view = search.as ?? (goes_on ? 'sum' : 'each')
  const consumption = useConsumption(period, groupingsOf(period, division))
  const forecast = useForecast(goes_on)
  return (
    <Page
      title="Consumption"
      about={`What was delivered and charged: ${periodText(period)}. Days and months are those of UTC.`}
      actions={<PeriodChoice search={search} />}
    >
      <Balance />
      <Section title="Charged" actions={<ChartChoices search={search} view={view} />}>
        <Answered query={consumption}>
          {(found) => (
            <Charts consumption={found} search={search} view={view} forecast={forecast.data} now={now} />
          )}
        </Answered>
      </Section>
      {consumption.data && consumption.data.results.length > 0 && (
        <>
          <Groups consumption={consumption.data} division={division} search={search} />
          {search.only !== undefined && (
            <Drilled
              division={division}
              only={search.only}
              period={period}
              consumption={consumption.data}
              search={search}
            />
          )}
        </>
      )}
    </Page>
  )
}

function useConsumption(period: Period, groupings: ReturnType<typeof groupingsOf>) {
  const swath = useSwath()
  return useQuery({
    queryKey: ['consumption', ...groupings, period.from, period.to],
    queryFn: ({ signal }) => swath.consumption.read(groupings, filterOfPeriod(period), { signal }),
    ...keepLast,
  })
}

function useForecast(enabled: boolean) {
  const swath = useSwath()
  return useQuery({
    queryKey: ['consumption', 'forecast'],
    queryFn: ({ signal }) => swath.consumption.forecast({ signal }),
    enabled,
  })
}

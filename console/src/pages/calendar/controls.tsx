import { ActionIcon, Button, Group, SegmentedControl, Select, TextInput } from '@mantine/core'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useFollowing } from '../../ui/following.ts'
import { compareNames } from './lanes.ts'
import type { ContractNames } from './passes.ts'
import { besides, type CalendarSearch, dateOf, isDay, type Period } from './period.ts'

/** Changes part of the search: a field that is left out stays; undefined goes back to what is usual. */
export type Change = (changed: { [name in keyof CalendarSearch]: CalendarSearch[name] | undefined }) => void

interface FilterProps {
  search: CalendarSearch
  satellites: readonly string[]
  names: ContractNames
  change: Change
}

export function Filters({ search: { satellite, contract_id }, satellites, names, change }: FilterProps) {
  const all = [...new Set([...satellites, ...(satellite ? [satellite] : [])])].sort(compareNames)
  return (
    <>
      <Select
        aria-label="Satellite"
        placeholder="All satellites"
        data={all}
        value={satellite ?? null}
        onChange={(chosen) => change({ satellite: chosen ?? undefined })}
        searchable
        clearable
        w={170}
      />
      <Select
        aria-label="Contract"
        placeholder="All contracts"
        data={[...names].map(([value, label]) => ({ value, label }))}
        value={contract_id ?? null}
        onChange={(chosen) => change({ contract_id: chosen ?? undefined })}
        searchable
        clearable
        w={210}
      />
    </>
  )
}

export function Controls({
  search,
  period,
  change,
}: {
  search: CalendarSearch
  period: Period
  change: Change
}) {
  return (
    <Group gap="xs">
      <Steps period={period} change={change} />
      <SegmentedControl
        size="xs"
        aria-label="Period"
        data={[
          { value: 'day', label: 'Day' },
          { value: 'week', label: 'Week' },
        ]}
        value={period.view}
        onChange={(chosen) => change({ view: chosen === 'week' ? chosen : undefined })}
      />
      <SegmentedControl
        size="xs"
        aria-label="Shown as"
        data={[
          { value: 'lanes', label: 'Lanes' },
          { value: 'table', label: 'Table' },
        ]}
        value={search.as ?? 'lanes'}
        onChange={(chosen) => change({ as: chosen === 'table' ? chosen : undefined })}
      />
    </Group>
  )
}

function Steps({ period, change }: { period: Period; change: Change }) {
  const goTo = (date: string | undefined) => change({ date, capture: undefined })
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon
        variant="default"
        size={30}
        aria-label={`Previous ${period.view}`}
        onClick={() => goTo(besides(period, -1))}
      >
        <ChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <Button variant="default" size="xs" onClick={() => goTo(undefined)}>
        Today
      </Button>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={`Next ${period.view}`}
        onClick={() => goTo(besides(period, 1))}
      >
        <ChevronRight size={16} aria-hidden />
      </ActionIcon>
      <DateInput date={dateOf(period.start)} goTo={goTo} />
    </Group>
  )
}

/** It goes to a day as soon as the whole of it is typed. */
function DateInput({ date, goTo }: { date: string; goTo: (date: string) => void }) {
  const [typed, setTyped] = useFollowing(date)
  return (
    <TextInput
      type="date"
      size="xs"
      aria-label="Date"
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value)
        if (isDay(value)) goTo(value)
      }}
    />
  )
}

import { Group, Select } from '@mantine/core'
import { DatePickerInput } from '@mantine/dates'
import { useQuery } from '@tanstack/react-query'
import { useSwath } from '../../data/session.ts'
import { type ArchiveSearch, browse_collection } from './search.ts'

interface FilterProps {
  search: ArchiveSearch
  change: (changed: ArchiveSearch) => void
}

const cloud_limits = ['5', '10', '20', '40', '70']

export function ArchiveFilters({ search, change }: FilterProps) {
  const swath = useSwath()
  const collections = useQuery({
    queryKey: ['collections'],
    queryFn: ({ signal }) => swath.stac.collections({ signal }),
    staleTime: 300_000,
  })
  return (
    <>
      <Group gap="sm" wrap="nowrap">
        <Select
          label="Images"
          flex={1}
          data={(collections.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
          value={search.collection ?? browse_collection}
          onChange={(chosen) => change({ collection: chosen === browse_collection ? '' : (chosen ?? '') })}
          allowDeselect={false}
        />
        <Select
          label="Clouds"
          w={136}
          data={[
            { value: '', label: 'Any' },
            ...cloud_limits.map((limit) => ({ value: limit, label: `Up to ${limit} %` })),
          ]}
          value={search.clouds ?? ''}
          onChange={(clouds) => change({ clouds: clouds ?? '' })}
          allowDeselect={false}
        />
      </Group>
      <DatePickerInput
        type="range"
        label="Taken between (UTC days)"
        placeholder="Any time"
        value={[search.from ?? null, search.until ?? null]}
        onChange={([from, until]) => change({ from: from ?? '', until: until ?? '' })}
        maxDate={new Date().toISOString().slice(0, 10)}
        allowSingleDateInRange
        clearable
        valueFormat="D MMM YYYY"
      />
    </>
  )
}

import { ActionIcon, Collapse, Indicator, Select, TextInput } from '@mantine/core'
import { DatePickerInput } from '@mantine/dates'
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { ListFilter, Search } from 'lucide-react'
import { order_views } from '../../data/order-views.ts'
import { productsQuery, projectsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import classes from './map-page.module.css'
import { filtersIn, type MapSearch } from './orders-in-view.ts'

interface MapFiltersProps {
  search: MapSearch
  change: (changed: MapSearch) => void
}

/** The filters of the list of orders, for the map. */
export function MapFilters({ search, change }: MapFiltersProps) {
  const [is_open, { toggle }] = useDisclosure(false)
  const find = useDebouncedCallback((query: string) => change({ query }), 250)
  const { query: _, ...chosen } = filtersIn(search)
  const count = Object.keys(chosen).length
  return (
    <div className={classes.filters}>
      <div className={classes.search}>
        <TextInput
          type="search"
          size="xs"
          aria-label="Search orders"
          placeholder="Name, number, project or label"
          leftSection={<Search size={14} aria-hidden />}
          defaultValue={search.query ?? ''}
          onChange={(event) => find(event.currentTarget.value)}
          flex={1}
        />
        <Indicator label={count} size={15} disabled={count === 0} offset={3}>
          <ActionIcon
            variant={is_open ? 'light' : 'default'}
            size={30}
            onClick={toggle}
            aria-expanded={is_open}
            aria-label={count === 0 ? 'Filters' : `Filters, ${count} set`}
          >
            <ListFilter size={15} />
          </ActionIcon>
        </Indicator>
      </div>
      <Collapse expanded={is_open}>
        <Choices search={search} change={change} />
      </Collapse>
    </div>
  )
}

function Choices({ search, change }: MapFiltersProps) {
  const swath = useSwath()
  const products = useQuery(productsQuery(swath))
  const projects = useQuery(projectsQuery(swath))
  return (
    <div className={classes.choices}>
      <Select
        size="xs"
        label="State"
        data={order_views.map(({ value, label }) => ({ value, label }))}
        value={search.state ?? ''}
        onChange={(state) => change({ state: state ?? '' })}
        allowDeselect={false}
      />
      <Select
        size="xs"
        label="Project"
        placeholder="All projects"
        data={(projects.data ?? []).map(({ project_id, project_name }) => ({
          value: project_id,
          label: project_name,
        }))}
        value={search.project ?? null}
        onChange={(project) => change({ project: project ?? '' })}
        searchable
        clearable
      />
      <Select
        size="xs"
        label="Product"
        placeholder="All products"
        data={(products.data ?? []).map(({ sku, product_name }) => ({
          value: sku,
          label: `${product_name} · ${sku}`,
        }))}
        value={search.sku ?? null}
        onChange={(sku) => change({ sku: sku ?? '' })}
        clearable
      />
      <DatePickerInput
        size="xs"
        type="range"
        label="Placed between (UTC days)"
        placeholder="Any time"
        value={[search.from ?? null, search.until ?? null]}
        onChange={([from, until]) => change({ from: from ?? '', until: until ?? '' })}
        allowSingleDateInRange
        clearable
        valueFormat="D MMM YY"
      />
    </div>
  )
}

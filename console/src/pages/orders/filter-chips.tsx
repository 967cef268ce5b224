import { Button, CloseButton, Group, Loader, Menu, Popover, UnstyledButton } from '@mantine/core'
import { Filter } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { OrdersSearch } from '../../data/order-views.ts'
import { askedOf, isAsked, type OrderField, order_fields, searchOf, tellValue } from './order-filters.ts'
import classes from './orders.module.css'

// Dates and their calendars are loaded by whoever filters.
const FilterForm = lazy(() => import('./filter-form.tsx'))

interface FilterChipsProps {
  search: OrdersSearch
  change: (changed: OrdersSearch) => void
  currency: string
}

/** The filters of the list, each as a chip that opens, and a menu of those that are not there yet. */
export function FilterChips({ search, change, currency }: FilterChipsProps) {
  const [opened, setOpened] = useState<string>()
  const asked = order_fields.filter((one) => opened === one.field || isAsked(askedOf(one, search)))
  return (
    <Group gap={6}>
      {asked.map((field) => (
        <Chip
          key={field.field}
          {...{ field, search, change, currency }}
          is_open={opened === field.field}
          setOpen={(is_open) => setOpened(is_open ? field.field : undefined)}
        />
      ))}
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>
          <Button variant="subtle" size="compact-sm" leftSection={<Filter size={14} aria-hidden />}>
            Add filter
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {order_fields
            .filter((one) => !asked.includes(one))
            .map(({ field, label }) => (
              <Menu.Item key={field} onClick={() => setOpened(field)}>
                {label}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  )
}

interface ChipProps extends FilterChipsProps {
  field: OrderField
  is_open: boolean
  setOpen: (is_open: boolean) => void
}

function Chip({ field, search, change, currency, is_open, setOpen }: ChipProps) {
  const value = askedOf(field, search)
  const told = isAsked(value) ? tellValue(value, currency) : '…'
  return (
    <span className={classes.chip}>
      <Popover opened={is_open} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <UnstyledButton className={classes.chipText} onClick={() => setOpen(!is_open)}>
            {field.label}: <bdi>{told}</bdi>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown aria-label={field.label}>
          <Suspense fallback={<Loader size="xs" />}>
            <FilterForm
              field={field}
              value={value}
              currency={currency}
              apply={(next) => {
                setOpen(false)
                change(searchOf(field, next))
              }}
            />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
      <CloseButton
        size="xs"
        aria-label={`Remove the filter ${field.label}`}
        onClick={() => {
          setOpen(false)
          change(searchOf(field, askedOf(field, {})))
        }}
      />
    </span>
  )
}

import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { Bookmark, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useKept } from '../../data/kept.ts'
import type { OrdersSearch } from '../../data/order-views.ts'
import classes from './orders.module.css'

interface View {
  name: string
  search: OrdersSearch
  columns: readonly string[]
}

interface SavedViewsProps {
  search: OrdersSearch
  columns: readonly string[]
  setColumns: (columns: string[]) => void
}

const longest_name = 60

/** Filters, sort and columns under a name, in this browser. The address alone takes the filters anywhere else. */
export function SavedViews({ search, columns, setColumns }: SavedViewsProps) {
  const [views, keep] = useKept<readonly View[]>('order-views', [])
  const [is_open, menu] = useDisclosure(false)
  const [name, setName] = useState('')
  const others = (than: string) => views.filter((view) => view.name !== than)
  function save(event: FormEvent) {
    event.preventDefault()
    keep([...others(name.trim()), { name: name.trim(), search, columns }])
    setName('')
  }
  return (
    <Popover opened={is_open} onChange={menu.toggle} position="bottom-end" shadow="md" width={300} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<Bookmark size={16} aria-hidden />} onClick={menu.toggle}>
          Views
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <ul className={classes.views} aria-label="Saved views">
            {views.map((view) => (
              <li key={view.name}>
                <Link
                  to="/orders"
                  search={view.search}
                  className={classes.view}
                  onClick={() => {
                    setColumns([...view.columns])
                    menu.close()
                  }}
                >
                  <bdi>{view.name}</bdi>
                </Link>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={`Forget the view ${view.name}`}
                  onClick={() => keep(others(view.name))}
                >
                  <X size={14} />
                </ActionIcon>
              </li>
            ))}
          </ul>
          <form onSubmit={save}>
            <Group gap="xs" align="flex-end" wrap="nowrap">
              <TextInput
                label="Save this view as"
                required
                maxLength={longest_name}
                value={name}
                onChange={({ currentTarget }) => setName(currentTarget.value)}
                flex={1}
              />
              <Button type="submit" disabled={name.trim() === ''}>
                Save
              </Button>
            </Group>
          </form>
          <Text size="xs" c="dimmed">
            Kept in this browser, for you and this contract. The address of the page shows others the same
            list.
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

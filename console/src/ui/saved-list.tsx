import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type LucideIcon, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import classes from './saved-list.module.css'

interface Saved {
  name: string
}

interface SavedListProps<T extends Saved> {
  /** On the button that opens it, such as `Views`. */
  label: string
  icon: LucideIcon
  saved: readonly T[]
  keep: (saved: readonly T[]) => void
  /** Gives the thing to save under a name; undefined, if there is nothing to save. */
  current: ((name: string) => T) | undefined
  pick: (one: T) => void
  /** Says where they are kept. */
  note: string
}

const longest_name = 60

/** Things that somebody keeps under names: one is picked, forgotten, or what there is now is saved as another. */
export function SavedList<T extends Saved>(props: SavedListProps<T>) {
  const { label, icon: Icon, saved, keep, current, pick, note } = props
  const [is_open, menu] = useDisclosure(false)
  const [name, setName] = useState('')
  const others = (than: string) => saved.filter((one) => one.name !== than)
  function save(event: FormEvent) {
    event.preventDefault()
    keep([...others(name.trim()), current!(name.trim())])
    setName('')
  }
  return (
    <Popover opened={is_open} onChange={menu.toggle} position="bottom-end" shadow="md" width={300} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<Icon size={16} aria-hidden />} onClick={menu.toggle}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {saved.length > 0 && (
            <ul className={classes.saved} aria-label={label}>
              {saved.map((one) => (
                <li key={one.name}>
                  <UnstyledButton
                    className={classes.one}
                    onClick={() => {
                      pick(one)
                      menu.close()
                    }}
                  >
                    <bdi>{one.name}</bdi>
                  </UnstyledButton>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size="sm"
                    aria-label={`Forget ${one.name}`}
                    onClick={() => keep(others(one.name))}
                  >
                    <X size={14} />
                  </ActionIcon>
                </li>
              ))}
            </ul>
          )}
          {current && (
            <form onSubmit={save}>
              <Group gap="xs" align="flex-end" wrap="nowrap">
                <TextInput
                  label="Save this as"
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
          )}
          <Text size="xs" c="dimmed">
            {note}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

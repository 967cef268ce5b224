import { Group, Kbd, Modal, Stack, Text } from '@mantine/core'
import { useSession } from '../data/session.ts'
import { sidebar_entries } from './sidebar.ts'

export function ShortcutHelp({ opened, close }: { opened: boolean; close: () => void }) {
  const { role } = useSession()
  const places = sidebar_entries.flatMap(({ key, label, roles }) =>
    key && roles.includes(role) ? [[`g ${key}`, label] as const] : [],
  )
  const keys = [
    ...places,
    ...(role === 'customer' ? ([['n', 'New order']] as const) : []),
    ['/', 'Search'],
    ['?', 'These keys'],
    ['Esc', 'Close'],
  ] as const
  return (
    <Modal opened={opened} onClose={close} title="Keyboard" size="sm">
      <Stack gap="xs">
        {keys.map(([key, what]) => (
          <Group key={key} justify="space-between">
            <Text>{what}</Text>
            <Group gap={4}>
              {key.split(' ').map((one) => (
                <Kbd key={one}>{one}</Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  )
}

import { Group, Kbd, Modal, Stack, Text } from '@mantine/core'
import { useSession } from '../data/session.ts'
import { sidebarOf } from './sidebar.ts'

export function ShortcutHelp({ opened, close }: { opened: boolean; close: () => void }) {
  const session = useSession()
  const { role } = session
  const places = sidebarOf(session).flatMap(({ key, label }) => (key ? [[`g ${key}`, label] as const] : []))
  const keys = [
    ...places,
    ...(role === 'customer' ? ([['n', 'New order']] as const) : []),
    ['/', 'Search'],
    ['j k', 'Next row, row before; or the arrow keys'],
    ['Enter', 'Open the row'],
    ['x', 'Select the row'],
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

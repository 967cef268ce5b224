import { Button } from '@mantine/core'
import type { Provider } from '@swath/client/providers'
import { useAction } from '../../data/actions.ts'

export function SwitchButton({ provider: { name, title, is_enabled } }: { provider: Provider }) {
  const switching = useAction((swath) => swath.providers.update(name, { is_enabled: !is_enabled }), {
    changes: ['providers'],
    fails: 'Not changed',
    says: (made) => (made.is_enabled ? `${title} gets orders.` : `${title} gets no new orders.`),
  })
  return (
    <Button
      variant={is_enabled ? 'default' : 'filled'}
      loading={switching.isPending}
      onClick={() => switching.mutate()}
    >
      {is_enabled ? 'Disable' : 'Enable'}
    </Button>
  )
}

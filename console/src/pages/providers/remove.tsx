import type { Provider } from '@swath/client/providers'
import { useNavigate } from '@tanstack/react-router'
import { useAction } from '../../data/actions.ts'
import { Confirm } from '../../ui/confirm.tsx'

export function RemoveButton({ provider: { name, title } }: { provider: Provider }) {
  const navigate = useNavigate()
  const removing = useAction((swath) => swath.providers.remove(name), {
    changes: ['providers'],
    fails: 'Not removed',
    says: () => `${title} is removed.`,
    done: () => void navigate({ to: '/providers' }),
  })
  return (
    <Confirm
      label="Remove"
      question={`Remove ${title}?`}
      consequence="Its settings, its secret and its rules go. One that has ever had a capture cannot be removed: disable it."
      act="Remove the provider"
      doing={removing}
    />
  )
}

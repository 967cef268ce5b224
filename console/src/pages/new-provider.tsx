import type { ProviderInput } from '@swath/client/providers'
import { useNavigate } from '@tanstack/react-router'
import { useAction } from '../data/actions.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Page } from '../ui/page.tsx'
import { NewProviderForm } from './providers/new-provider-form.tsx'

export default function NewProviderPage() {
  const navigate = useNavigate()
  const creating = useAction(async (swath, read: () => ProviderInput) => swath.providers.create(read()), {
    changes: ['providers'],
    says: ({ title }) => `${title} is there. Test the connection.`,
    done: ({ name }) => void navigate({ to: '/providers/$name', params: { name } }),
  })
  return (
    <Page title="New provider" about="Somebody else who carries out what is ordered.">
      <NewProviderForm
        act="Create provider"
        fails="Not created"
        sending={creating}
        onSubmit={(read) => creating.mutate(read)}
        cancel={
          <LinkButton to="/providers" variant="default">
            Cancel
          </LinkButton>
        }
      />
    </Page>
  )
}

import { useNavigate } from '@tanstack/react-router'
import { useAction } from '../data/actions.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Page } from '../ui/page.tsx'
import { DestinationForm } from './destinations/destination-form.tsx'
import { type Draft, newDestinationOf } from './destinations/draft.ts'

export default function NewDestinationPage() {
  const navigate = useNavigate()
  const creating = useAction((swath, draft: Draft) => swath.destinations.create(newDestinationOf(draft)), {
    changes: ['destinations'],
    says: ({ name }) => `${name} is set up. Verify it now.`,
    done: ({ destination_id }) =>
      void navigate({ to: '/destinations/$destination_id', params: { destination_id } }),
  })
  return (
    <Page title="New destination" about="A place of yours that deliverables are pushed to.">
      <DestinationForm
        act="Create destination"
        fails="Not created"
        sending={creating}
        onSubmit={(draft) => creating.mutate(draft)}
        cancel={
          <LinkButton to="/destinations" variant="default">
            Cancel
          </LinkButton>
        }
      />
    </Page>
  )
}

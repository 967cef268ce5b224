import type { Destination } from '@swath/contract/destinations'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useAction } from '../data/actions.ts'
import { destinationQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Page } from '../ui/page.tsx'
import { Answered } from '../ui/states.tsx'
import { DestinationForm } from './destinations/destination-form.tsx'
import { changesOf, type Draft } from './destinations/draft.ts'
import { places } from './destinations/fields.ts'

export default function EditDestinationPage() {
  const { destination_id } = useParams({ from: '/signed-in/destinations/$destination_id/edit' })
  const destination = useQuery(destinationQuery(useSwath(), destination_id))
  return <Answered query={destination}>{(found) => <Editing destination={found} />}</Answered>
}

function Editing({ destination }: { destination: Destination }) {
  // Changes by others while the form is open are no changes of this user.
  const [before] = useState(destination)
  const { destination_id, name, settings } = before
  const params = { destination_id }
  const navigate = useNavigate()
  const saving = useAction(
    (swath, draft: Draft) => swath.destinations.update(destination_id, changesOf(draft, before)),
    {
      changes: ['destinations', 'deliveries'],
      says: ({ verification }) => (verification ? 'Saved.' : 'Saved. Verify it now.'),
      done: () => void navigate({ to: '/destinations/$destination_id', params }),
    },
  )
  return (
    <Page title={`Edit ${name}`} about={places[settings.kind].name}>
      <DestinationForm
        before={before}
        act="Save"
        fails="Not saved"
        sending={saving}
        onSubmit={(draft) => saving.mutate(draft)}
        cancel={
          <LinkButton to="/destinations/$destination_id" params={params} variant="default">
            Cancel
          </LinkButton>
        }
      />
    </Page>
  )
}

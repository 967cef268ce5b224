import { Group, MultiSelect, Stack, TextInput } from '@mantine/core'
import type { CredentialWithSecret, OwnCredential, SpendCap } from '@swath/contract/accounts'
import type { CredentialScope } from '@swath/contract/permissions'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction } from '../data/actions.ts'
import { ownCredentialQuery } from '../data/queries.ts'
import { useSession, useSwath } from '../data/session.ts'
import { Form, problemAt } from '../ui/form.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { Facts, Page, Section } from '../ui/page.tsx'
import { Secret } from '../ui/secret.tsx'
import { Answered } from '../ui/states.tsx'
import { CapInput } from './credentials/cap-input.tsx'
import { ExpiryInput } from './credentials/expiry-input.tsx'
import { ScopesInput } from './credentials/scopes-input.tsx'

export default function NewCredentialPage() {
  const [created, setCreated] = useState<CredentialWithSecret>()
  const own = useQuery(ownCredentialQuery(useSwath()))
  return (
    <Page title="New credential" about="For a program or a colleague.">
      {created ? (
        <Created credential={created} />
      ) : (
        <Answered query={own}>{(found) => <CredentialForm own={found} onCreated={setCreated} />}</Answered>
      )}
    </Page>
  )
}

function Created({ credential: { client_id, client_secret, name } }: { credential: CredentialWithSecret }) {
  return (
    <Stack maw={760}>
      <Section title={name}>
        <Facts facts={{ 'Client id': <span className="code">{client_id}</span> }} />
      </Section>
      <Secret
        title="The client secret"
        about="Whoever has it may what the credential may. Keep it now: it is not shown again. If it is lost, make a new one under Credentials."
        secret={client_secret}
      />
      <Group justify="flex-end">
        <LinkButton to="/credentials">I have kept it</LinkButton>
      </Group>
    </Stack>
  )
}

interface Draft {
  name: string
  contract_ids: string[]
  spend_cap: SpendCap | null
  scopes: CredentialScope[]
  expires_at: string | null
}

interface CredentialFormProps {
  own: OwnCredential
  onCreated: (credential: CredentialWithSecret) => void
}

function CredentialForm({ own, onCreated }: CredentialFormProps) {
  const { contracts } = useSession()
  const [draft, setDraft] = useState<Draft>({
    name: '',
    contract_ids: contracts.map(({ contract_id }) => contract_id),
    spend_cap: null,
    scopes: own.scopes,
    expires_at: own.expires_at,
  })
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const creating = useAction((swath, given: Draft) => swath.apiCredentials.create(given), {
    changes: ['credentials'],
    done: onCreated,
  })
  return (
    <Form
      act="Create credential"
      fails="Not created"
      sending={creating}
      onSubmit={() => creating.mutate(draft)}
      cancel={
        <LinkButton to="/credentials" variant="default">
          Cancel
        </LinkButton>
      }
    >
      <Section>
        <Stack gap="md">
          <TextInput
            label="Name"
            description="What it is for."
            placeholder="Nightly script"
            required
            maxLength={120}
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            error={problemAt(creating.error, '/name')}
          />
          {contracts.length > 1 && (
            <MultiSelect
              label="Contracts"
              data={contracts.map(({ contract_id, name }) => ({ value: contract_id, label: name }))}
              value={draft.contract_ids}
              onChange={(contract_ids) => change({ contract_ids })}
              error={problemAt(creating.error, '/contract_ids')}
            />
          )}
          <ScopesInput value={draft.scopes} from={own.scopes} onChange={(scopes) => change({ scopes })} />
          <ExpiryInput
            value={draft.expires_at}
            onChange={(expires_at) => change({ expires_at })}
            error={problemAt(creating.error, '/expires_at')}
          />
          <CapInput value={draft.spend_cap} onChange={(spend_cap) => change({ spend_cap })} />
        </Stack>
      </Section>
    </Form>
  )
}

import { Group, MultiSelect, Stack, TextInput } from '@mantine/core'
import type { CredentialWithSecret, SpendCap } from '@swath/contract/accounts'
import { useState } from 'react'
import { useAction } from '../data/actions.ts'
import { useSession } from '../data/session.ts'
import { Form, problemAt } from '../ui/form.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { Facts, Page, Section } from '../ui/page.tsx'
import { Secret } from '../ui/secret.tsx'
import { CapInput } from './credentials/cap-input.tsx'

export default function NewCredentialPage() {
  const [created, setCreated] = useState<CredentialWithSecret>()
  return (
    <Page title="New credential" about="For a program or a colleague.">
      {created ? <Created credential={created} /> : <CredentialForm onCreated={setCreated} />}
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
        about="Whoever has it can order for the contract. Keep it now: it is not shown again. If it is lost, revoke the credential and make another."
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
}

function CredentialForm({ onCreated }: { onCreated: (credential: CredentialWithSecret) => void }) {
  const { contracts } = useSession()
  const [draft, setDraft] = useState<Draft>({
    name: '',
    contract_ids: contracts.map(({ contract_id }) => contract_id),
    spend_cap: null,
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
          <CapInput value={draft.spend_cap} onChange={(spend_cap) => change({ spend_cap })} />
        </Stack>
      </Section>
    </Form>
  )
}

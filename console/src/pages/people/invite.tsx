import { Button, Group, Modal, MultiSelect, Select, Stack, Text, TextInput } from '@mantine/core'
import type { SpendCap } from '@swath/contract/accounts'
import type { InvitationWithLink } from '@swath/contract/people'
import { type CredentialScope, scopesOfRole } from '@swath/contract/permissions'
import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { organisationsQuery } from '../../data/queries.ts'
import { useSession, useSwath } from '../../data/session.ts'
import { Form, problemAt } from '../../ui/form.tsx'
import { formatTime } from '../../ui/format.ts'
import { Secret } from '../../ui/secret.tsx'
import { CapInput } from '../credentials/cap-input.tsx'
import { MayInput } from './may.tsx'
import { peopleOf } from './noun.ts'

const staff = 'staff'

export function InviteButton() {
  const [is_open, setOpen] = useState(false)
  const [invited, setInvited] = useState<InvitationWithLink>()
  function close() {
    setOpen(false)
    setInvited(undefined)
  }
  return (
    <>
      <Button onClick={() => setOpen(true)} leftSection={<UserPlus size={16} aria-hidden />}>
        Invite somebody
      </Button>
      <Modal opened={is_open} onClose={close} title="Invite somebody" size="lg">
        {invited ? (
          <Invited invitation={invited} close={close} />
        ) : (
          <InviteForm onInvited={setInvited} close={close} />
        )}
      </Modal>
    </>
  )
}

function Invited({ invitation, close }: { invitation: InvitationWithLink; close: () => void }) {
  const { link, email, is_mailed, expires_at } = invitation
  return (
    <Stack>
      <Text>
        {is_mailed ? `A mail to ${email} is on its way.` : 'This server sends no mail: hand the link over.'}{' '}
        The link is good until {formatTime(expires_at)}, and once.
      </Text>
      <Secret title="The link" about="It is not shown again." secret={link} />
      <Group justify="flex-end">
        <Button onClick={close}>Done</Button>
      </Group>
    </Stack>
  )
}

interface Draft {
  email: string
  /** The customer, or the staff; of a customer's own the contracts are said instead. */
  to: string
  contract_ids: string[]
  scopes: CredentialScope[]
  spend_cap: SpendCap | null
}

function InviteForm({
  onInvited,
  close,
}: {
  onInvited: (made: InvitationWithLink) => void
  close: () => void
}) {
  const { role, contracts } = useSession()
  const [draft, setDraft] = useState<Draft>({
    email: '',
    to: staff,
    contract_ids: contracts.map(({ contract_id }) => contract_id),
    scopes: [...scopesOfRole(role, role === 'operator' ? 'support' : 'viewer')!],
    spend_cap: null,
  })
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const inviting = useAction((swath, given: Draft) => peopleOf(swath, role).invite(bodyOf(given, role)), {
    changes: ['people'],
    done: onInvited,
  })
  const side = role === 'operator' && draft.to === staff ? 'operator' : 'customer'
  return (
    <Form
      act="Invite"
      fails="Not invited"
      sending={inviting}
      onSubmit={() => inviting.mutate(draft)}
      cancel={
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
      }
    >
      <Stack gap="md">
        <TextInput
          label="E-mail address"
          type="email"
          required
          value={draft.email}
          onChange={(event) => change({ email: event.currentTarget.value })}
          error={problemAt(inviting.error, '/email')}
        />
        {role === 'operator' && (
          <CustomerInput
            value={draft.to}
            onChange={(to) =>
              change({
                to,
                scopes: [
                  ...scopesOfRole(
                    to === staff ? 'operator' : 'customer',
                    to === staff ? 'support' : 'viewer',
                  )!,
                ],
              })
            }
          />
        )}
        {role === 'customer' && contracts.length > 1 && (
          <MultiSelect
            label="Contracts"
            data={contracts.map(({ contract_id, name }) => ({ value: contract_id, label: name }))}
            value={draft.contract_ids}
            onChange={(contract_ids) => change({ contract_ids })}
            error={problemAt(inviting.error, '/contract_ids')}
          />
        )}
        <MayInput side={side} value={draft.scopes} onChange={(scopes) => change({ scopes })} />
        {role === 'customer' && draft.scopes.includes('order') && (
          <CapInput value={draft.spend_cap} onChange={(spend_cap) => change({ spend_cap })} />
        )}
      </Stack>
    </Form>
  )
}

function CustomerInput({ value, onChange }: { value: string; onChange: (to: string) => void }) {
  const organisations = useQuery(organisationsQuery(useSwath()))
  const customers = organisations.data?.filter(({ contract_ids }) => contract_ids.length > 0) ?? []
  return (
    <Select
      label="For"
      description="Your staff, or a customer with all its contracts."
      data={[
        { value: staff, label: 'Your staff' },
        ...customers.map(({ organisation_id, name }) => ({ value: organisation_id, label: name })),
      ]}
      value={value}
      allowDeselect={false}
      searchable
      onChange={(to) => onChange(to!)}
    />
  )
}

/** As the one or the other list of people takes it. */
function bodyOf({ email, to, contract_ids, scopes, spend_cap }: Draft, role: 'customer' | 'operator') {
  const common = { email: email.trim(), scopes, spend_cap }
  if (role === 'customer') return { ...common, contract_ids }
  return { ...common, ...(to === staff ? { staff: true as const } : { organisation_id: to }) }
}

import { Button, Modal, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Passkey } from '@swath/contract/passkeys'
import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { useListing } from '../../data/lists.ts'
import { addPasskey } from '../../data/passkeys.ts'
import { factorsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Form } from '../../ui/form.tsx'
import { Name } from '../../ui/name.tsx'
import { Section } from '../../ui/page.tsx'
import { PagedTable } from '../../ui/paged-table.tsx'
import { Empty } from '../../ui/states.tsx'
import type { Column } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { RecoveryCodesDialog } from './recovery-codes.tsx'

/** The keys in the devices of somebody. */
export function Passkeys() {
  const passkeys = useListing(['account', 'passkeys'], (swath, options) =>
    swath.account.factors.passkeys(options),
  )
  const factors = useQuery(factorsQuery(useSwath()))
  // By an address without a name, or without https, browsers have none.
  if (!factors.data?.can_have_passkeys) return null
  return (
    <Section title="Passkeys" flush actions={<AddButton />}>
      <PagedTable
        label="Passkeys"
        query={passkeys}
        columns={columns}
        keyOf={({ passkey_id }) => passkey_id}
        empty={
          <Empty icon={KeyRound} title="No passkey yet">
            Sign in with a finger, your face or the number of your device, without a password.
          </Empty>
        }
      />
    </Section>
  )
}

const columns: Column<Passkey>[] = [
  {
    title: 'Name',
    cell: ({ name }) => (
      <Text fw={560} component="div">
        <Name>{name}</Name>
      </Text>
    ),
  },
  { title: 'Added', cell: ({ created_at }) => <When at={created_at} /> },
  {
    title: 'Last used',
    cell: ({ last_used_at }) => (last_used_at ? <When at={last_used_at} /> : 'Never'),
  },
  { title: 'Rename', align: 'right', speaks: true, cell: (one) => <RenameButton passkey={one} /> },
  { title: 'Remove', align: 'right', speaks: true, cell: (one) => <RemoveButton passkey={one} /> },
]

function AddButton() {
  const [is_open, dialog] = useDisclosure(false)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={dialog.open}>
        Add a passkey
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title="Add a passkey">
        <PasskeyForm
          onDone={(made) => {
            dialog.close()
            setCodes(made)
          }}
        />
      </Modal>
      <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />
    </>
  )
}

/** @param onDone is handed recovery codes, if there are new ones */
export function PasskeyForm({ onDone }: { onDone: (codes: readonly string[] | null) => void }) {
  const [name, setName] = useState('')
  const adding = useAction(() => addPasskey(name), {
    changes: ['account'],
    says: ({ passkey }) => `${passkey.name} signs you in from now on.`,
    done: ({ recovery_codes }) => onDone(recovery_codes),
  })
  return (
    <Form act="Go on" fails="Not added" sending={adding} onSubmit={() => adding.mutate()} cancel={null}>
      <NameField
        value={name}
        onChange={setName}
        about="Your browser asks you next. What is this device called?"
      />
    </Form>
  )
}

interface NameFieldProps {
  value: string
  onChange: (name: string) => void
  about?: string
}

function NameField({ value, onChange, about }: NameFieldProps) {
  return (
    <TextInput
      label="Name"
      description={about}
      placeholder="Laptop"
      required
      maxLength={80}
      data-autofocus
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function RenameButton({ passkey }: { passkey: Passkey }) {
  const [is_open, dialog] = useDisclosure(false)
  const [name, setName] = useState(passkey.name)
  const renaming = useAction((swath) => swath.account.factors.renamePasskey(passkey.passkey_id, name), {
    changes: ['account'],
    done: dialog.close,
  })
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={dialog.open}>
        Rename
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={`Rename ${passkey.name}`}>
        <Form
          act="Save"
          fails="Not saved"
          sending={renaming}
          onSubmit={() => renaming.mutate()}
          cancel={
            <Button variant="default" onClick={dialog.close}>
              Leave it
            </Button>
          }
        >
          <NameField value={name} onChange={setName} />
        </Form>
      </Modal>
    </>
  )
}

function RemoveButton({ passkey: { passkey_id, name } }: { passkey: Passkey }) {
  const removing = useAction((swath) => swath.account.factors.removePasskey(passkey_id), {
    changes: ['account'],
    fails: 'Not removed',
    says: () => `${name} signs nobody in any more.`,
  })
  return (
    <Confirm
      label="Remove"
      question={`Remove ${name}?`}
      consequence="It signs nobody in any more. Delete it in your device as well."
      act="Remove"
      doing={removing}
      size="compact-sm"
    />
  )
}

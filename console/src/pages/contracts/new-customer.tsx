import { Button, Modal, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { Form } from '../../ui/form.tsx'

export function NewCustomerButton() {
  const [is_open, dialog] = useDisclosure(false)
  const [name, setName] = useState('')
  const making = useAction((swath) => swath.admin.createOrganisation({ name }), {
    changes: ['contracts'],
    says: (made) => `${made.name} is a customer, still without a contract.`,
    done: dialog.close,
  })
  return (
    <>
      <Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={dialog.open}>
        New customer
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title="New customer">
        <Form
          act="Create customer"
          fails="Not created"
          sending={making}
          onSubmit={() => making.mutate()}
          cancel={
            <Button variant="default" onClick={dialog.close}>
              Back
            </Button>
          }
        >
          <TextInput
            label="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={120}
            required
          />
        </Form>
      </Modal>
    </>
  )
}

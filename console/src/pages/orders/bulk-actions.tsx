import { Autocomplete, Group, Select, Text, TextInput } from '@mantine/core'
import type { Order } from '@swath/contract/orders'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { destinationsQuery, projectsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { BulkDialog } from './bulk-dialog.tsx'
import { divide, ordersText, sumsOf } from './bulk-rules.ts'
import { deliverOrder, labelOrder } from './bulk-work.ts'

export type BulkAction = 'cancel' | 'label' | 'move' | 'send'

interface BulkProps {
  orders: readonly Order[]
  close: (is_done: boolean) => void
}

/** The dialog of an action for many orders. */
export default function BulkActions({ action, ...props }: BulkProps & { action: BulkAction }) {
  const Dialog = dialogs[action]
  return <Dialog {...props} />
}

function Cancel({ orders, close }: BulkProps) {
  const { able, left_out } = divide(orders, 'cancel')
  const fees = sumsOf(able, ({ cancellation }) => cancellation.fee_minor)
  const kept = able.reduce((sum, { properties }) => sum + properties.cancellation.captures_kept, 0)
  return (
    <BulkDialog
      title={`Cancel ${ordersText(able.length)}?`}
      orders={able}
      left_out={left_out}
      consequence={
        <Text>
          {fees.length === 0 ? 'Canceling is free now. ' : `Canceling costs ${fees.join(' and ')} now. `}
          What has been delivered stays yours, and stays charged.
          {kept > 0 && ` Captures that have begun are finished, delivered and charged: ${kept}.`}
        </Text>
      }
      act={`Cancel ${ordersText(able.length)}`}
      is_dangerous
      run={(swath, { id }) => swath.orders.cancel(id)}
      close={close}
    />
  )
}

function Label({ orders, close }: BulkProps) {
  const { able, left_out } = divide(orders, 'update')
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  return (
    <BulkDialog
      title={`Label ${ordersText(able.length)}`}
      orders={able}
      left_out={left_out}
      consequence={
        <Text>Each gets the label. One of the same name is replaced; without a value it is taken away.</Text>
      }
      act={`Label ${ordersText(able.length)}`}
      is_ready={name.trim() !== ''}
      run={(swath, order) => labelOrder(swath, order, name.trim(), value.trim())}
      close={close}
    >
      <Group grow mt="sm">
        <TextInput
          label="Label"
          maxLength={60}
          required
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <TextInput
          label="Value"
          maxLength={500}
          value={value}
          onChange={({ currentTarget }) => setValue(currentTarget.value)}
        />
      </Group>
    </BulkDialog>
  )
}

function Move({ orders, close }: BulkProps) {
  const { able, left_out } = divide(orders, 'update')
  const projects = useQuery(projectsQuery(useSwath())).data ?? []
  const [project_name, setProject] = useState('')
  return (
    <BulkDialog
      title={`Move ${ordersText(able.length)} to a project`}
      orders={able}
      left_out={left_out}
      consequence={<Text>What they cost counts for the new project. A name that is new makes one.</Text>}
      act={`Move ${ordersText(able.length)}`}
      is_ready={project_name.trim() !== ''}
      run={(swath, { id }) => swath.orders.update(id, { project_name: project_name.trim() })}
      close={close}
    >
      <Autocomplete
        label="Project"
        required
        maxLength={120}
        mt="sm"
        data={projects.map((project) => project.project_name)}
        value={project_name}
        onChange={setProject}
      />
    </BulkDialog>
  )
}

function Send({ orders, close }: BulkProps) {
  const { able, left_out } = divide(orders, 'send')
  const destinations = useQuery(destinationsQuery(useSwath())).data ?? []
  const [destination_id, setDestination] = useState<string | null>(null)
  return (
    <BulkDialog
      title={`Send the files of ${ordersText(able.length)}`}
      orders={able}
      left_out={left_out}
      consequence={<Text>Every deliverable that is there is sent, also if it was sent before.</Text>}
      act={`Send the files of ${ordersText(able.length)}`}
      is_ready={destination_id !== null}
      run={(swath, { id }) => deliverOrder(swath, id, destination_id!)}
      close={close}
    >
      <Select
        label="Destination"
        placeholder={destinations.length === 0 ? 'There is none yet' : 'Choose one'}
        required
        mt="sm"
        data={destinations.map((one) => ({ value: one.destination_id, label: one.name }))}
        value={destination_id}
        onChange={setDestination}
      />
    </BulkDialog>
  )
}

const dialogs = { cancel: Cancel, label: Label, move: Move, send: Send }

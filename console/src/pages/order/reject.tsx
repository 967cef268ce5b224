import { Alert, Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { NewRejection } from '@swath/client/deliverables'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Geometry } from '@swath/contract/geometry'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { formatMoney, formatWord } from '../../ui/format.ts'
import { messageOf } from '../../ui/states.tsx'
import { EvidenceMap } from './evidence-map.tsx'

type Category = NewRejection['category']

/** TypeScript says when the contract has another one. */
const categories: Record<Category, string> = {
  cloud_cover: 'Clouds hide the ground',
  haze: 'Haze',
  geolocation: 'It lies in the wrong place',
  wrong_area: 'It shows another area',
  incomplete_coverage: 'A part of the area is missing',
  radiometry: 'Colours or brightness are wrong',
  blur: 'It is blurred',
  artifacts: 'Stripes or other artifacts',
  wrong_product: 'It is another product',
  unreadable_files: 'Files cannot be read',
  other: 'Something else',
}

/** Asks for the money back, and for another attempt. */
export function RejectButton({ deliverable }: { deliverable: Deliverable }) {
  const [is_open, dialog] = useDisclosure(false)
  const { status, charge, processing_level, rejection } = deliverable
  if (status !== 'DELIVERED' || charge === null || rejection !== null) return null
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        onClick={dialog.open}
        aria-label={`Reject the ${processing_level}`}
      >
        Reject
      </Button>
      <Modal opened={is_open} onClose={dialog.close} title={`Reject the ${processing_level}`} size="lg">
        <RejectForm deliverable={deliverable} close={dialog.close} />
      </Modal>
    </>
  )
}

function RejectForm({ deliverable, close }: { deliverable: Deliverable; close: () => void }) {
  const [category, setCategory] = useState<Category | null>(null)
  const [comment, setComment] = useState('')
  const [evidence, setEvidence] = useState<Geometry>()
  const rejecting = useRejecting(deliverable, close)
  return (
    <Stack gap="md">
      <Text c="dimmed">
        If the rejection is accepted,{' '}
        {formatMoney(deliverable.charge!.amount_minor, deliverable.charge!.currency)} are refunded and, while
        there is time, the image is made again.
      </Text>
      <Select
        label="What is wrong"
        data={Object.entries(categories).map(([value, label]) => ({ value, label }))}
        value={category}
        onChange={(chosen) => setCategory(chosen as Category | null)}
        required
      />
      <Textarea
        label="Comment"
        placeholder="What is to be seen, and where"
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
        maxLength={2000}
        rows={3}
        required
      />
      <EvidenceMap deliverable={deliverable} value={evidence} onChange={setEvidence} />
      {rejecting.isError && (
        <Alert color="red" title="Not rejected">
          {messageOf(rejecting.error)}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Keep it
        </Button>
        <Button
          color="red"
          disabled={category === null || comment.trim() === ''}
          loading={rejecting.isPending}
          onClick={() =>
            rejecting.mutate({
              category: category!,
              comment: comment.trim(),
              ...(evidence ? { evidence } : {}),
            })
          }
        >
          Reject the product
        </Button>
      </Group>
    </Stack>
  )
}

function useRejecting({ deliverable_id, processing_level }: Deliverable, close: () => void) {
  return useAction((swath, why: NewRejection) => swath.deliverables.reject(deliverable_id, why), {
    changes: ['deliverables', 'orders', 'ledger', 'consumption'],
    says: ({ rejection }) =>
      rejection?.status === 'accepted'
        ? `The rejection of the ${processing_level} is accepted.`
        : `The order desk looks at the rejection of the ${processing_level}.`,
    done: close,
  })
}

/** The result of a rejection, on the card of the deliverable. */
export function RejectionNote({ deliverable: { rejection, charge } }: { deliverable: Deliverable }) {
  if (!rejection) return null
  const { status, category, refund_minor, message } = rejection
  return (
    <Text size="sm">
      {status === 'requested' &&
        `Rejected by you (${formatWord(category).toLowerCase()}); the order desk looks at it.`}
      {status === 'denied' && 'The rejection was denied.'}
      {status === 'accepted' &&
        `The rejection was accepted${refund_minor && charge ? `: ${formatMoney(refund_minor, charge.currency)} refunded` : ''}.`}
      {message && status !== 'requested' && ` ${message}`}
    </Text>
  )
}

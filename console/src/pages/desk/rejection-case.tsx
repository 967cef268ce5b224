import { Text } from '@mantine/core'
import type { OperatorCapture } from '@swath/contract/captures'
import type { Deliverable } from '@swath/contract/deliverables'
import { useQuery } from '@tanstack/react-query'
import { useSwath } from '../../data/session.ts'
import { formatArea, formatMoney, formatNumber, formatTime, formatWord } from '../../ui/format.ts'
import { Id } from '../../ui/id.tsx'
import { Facts } from '../../ui/page.tsx'
import { AnsweredToSome } from '../contract/unseen.tsx'
import { Case, CasePart } from './case.tsx'
import { Customer } from './customer.tsx'
import { RejectionButtons } from './decisions.tsx'
import { Evidence } from './evidence.tsx'

/** A rejection with all that speaks for it and against it. */
export function RejectionCase({ deliverable }: { deliverable: Deliverable }) {
  const { processing_level, order_id, contract_id, rejection, charge, quantity, unit, delivered_at } =
    deliverable
  return (
    <Case
      title={`${processing_level.replace('_', ' ')} of order ${order_id}: ${formatWord(rejection!.category)}`}
      decision={<RejectionButtons deliverable={deliverable} />}
    >
      <CasePart title="Evidence">
        <Text dir="auto" mb="sm">
          {rejection!.comment}
        </Text>
        <Evidence deliverable={deliverable} />
      </CasePart>
      <CasePart title="Deliverable">
        <Facts
          facts={{
            Id: <Id>{deliverable.deliverable_id}</Id>,
            Delivered: delivered_at && formatTime(delivered_at),
            Quantity:
              quantity !== null &&
              (unit === 'km2' ? formatArea(quantity) : `${formatNumber(quantity)} ${unit}`),
            Charged: charge && formatMoney(charge.amount_minor, charge.currency),
            'Given back':
              charge && charge.credited_minor > 0 && formatMoney(charge.credited_minor, charge.currency),
          }}
        />
      </CasePart>
      <CaptureFacts capture_id={deliverable.capture_id} />
      <Customer contract_id={contract_id} />
    </Case>
  )
}

function CaptureFacts({ capture_id }: { capture_id: string }) {
  const swath = useSwath()
  const capture = useQuery({
    queryKey: ['desk', 'capture', capture_id],
    queryFn: async ({ signal }) =>
      (await swath.desk.captures({ capture_id, limit: 1 }, { signal }).all(1))[0],
  })
  return (
    <CasePart title="Capture">
      <AnsweredToSome query={capture}>
        {(found) => <Facts facts={found ? factsOf(found) : {}} />}
      </AnsweredToSome>
    </CasePart>
  )
}

function factsOf({ access, acquired_at, cloud_cover_pct, provider, attempt, strip }: OperatorCapture) {
  const degrees = (angle: number | null | undefined) => angle != null && `${formatNumber(angle)}°`
  return {
    Satellite: access?.satellite_name,
    'Carried out by': provider,
    Acquired: acquired_at && formatTime(acquired_at),
    Clouds: cloud_cover_pct !== null && `${formatNumber(cloud_cover_pct)} %`,
    'Off nadir': degrees(access?.off_nadir_deg),
    'Sun elevation': degrees(access?.sun_elevation_deg),
    Attempt: `${attempt}, of strip ${strip + 1}`,
  }
}

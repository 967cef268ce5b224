import { SegmentedControl, Stack, Text } from '@mantine/core'
import type { NewOrder } from '@swath/client/orders'
import type { Item } from '@swath/client/stac'
import type { Geometry } from '@swath/contract/geometry'
import { useQuery } from '@tanstack/react-query'
import { geoJSONToWkt } from 'betterknown'
import { keepLast } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { messageOf } from '../../ui/states.tsx'
import { PriceLines } from '../new-order/price-lines.tsx'

interface OrderPartProps {
  item: Item
  part: Geometry | undefined
  is_whole: boolean
  setWhole: (is_whole: boolean) => void
  has_place: boolean
}

/** The part of an image that would be ordered, and what it costs; nothing is stored for it. */
export function OrderPart({ item, part, is_whole, setWhole, has_place }: OrderPartProps) {
  const { collection, id, links } = item
  const body = links.find(({ rel }) => rel === 'order')?.body as NewOrder | undefined
  if (!body) return <Text>Nothing of this image can be ordered here.</Text>
  return (
    <Stack gap="md">
      {has_place && (
        <SegmentedControl
          fullWidth
          aria-label="The part that is ordered"
          data={[
            { value: 'whole', label: 'Whole image' },
            { value: 'view', label: 'What is in view' },
          ]}
          value={is_whole ? 'whole' : 'view'}
          onChange={(value) => setWhole(value === 'whole')}
        />
      )}
      <Text size="sm" c="dimmed">
        The outline shows what would be ordered. The preview is coarser than what is delivered.
      </Text>
      {part ? (
        <>
          <PartPrice order={{ ...body, geometry: part } as NewOrder} />
          <LinkButton
            to="/orders/new"
            search={{ item: id, collection, ...(is_whole ? {} : { part: wktOf(part) }) }}
          >
            Order this part
          </LinkButton>
        </>
      ) : (
        <Text role="status">Nothing of the image is in view.</Text>
      )}
    </Stack>
  )
}

/** As an address has it. */
const wktOf = (part: Geometry) => geoJSONToWkt(part as Parameters<typeof geoJSONToWkt>[0])

function PartPrice({ order }: { order: NewOrder }) {
  const swath = useSwath()
  const asked = useQuery({
    queryKey: ['orders', 'part', order],
    queryFn: ({ signal }) => swath.orders.validate(order, { signal }),
    ...keepLast,
  })
  if (asked.isError) return <Text role="alert">{messageOf(asked.error)}</Text>
  const { price, errors = [] } = asked.data ?? {}
  return (
    <div role="status" aria-busy={asked.isFetching}>
      {price && <PriceLines price={price} />}
      {errors.map(({ code, message }) => (
        <Text key={code} size="sm">
          {message}
        </Text>
      ))}
    </div>
  )
}

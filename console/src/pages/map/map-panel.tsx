import { ActionIcon, Chip, Group, Text, Title } from '@mantine/core'
import type { Item } from '@swath/client/stac'
import type { Order } from '@swath/contract/orders'
import { X } from 'lucide-react'
import map_classes from '../../map/map.module.css'
import { OrderBadge } from '../../ui/badges.tsx'
import { formatArea, formatNumber, formatTime } from '../../ui/format.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Facts } from '../../ui/page.tsx'
import { When } from '../../ui/when.tsx'
import { Thumbnail } from '../archive/thumbnail.tsx'
import { TypedPlace } from '../new-order/place.tsx'
import type { SoughtPlace } from '../new-order/place-search.tsx'
import classes from './map-page.module.css'
import { OrdersPanel, type OrdersPanelProps } from './orders-panel.tsx'
import type { Shown } from './shown.ts'

const names: Readonly<Record<keyof Shown, string>> = {
  orders: 'Orders',
  captures: 'Footprints',
  images: 'Imagery',
  items: 'Archive',
}

interface LeftOut {
  kind: keyof Shown
  most: number
}

interface MapPanelProps extends OrdersPanelProps {
  shown: Shown
  show: (shown: Shown) => void
  /** The map shows only some of these, since the view has more. */
  left_out: readonly LeftOut[]
  sought: SoughtPlace
  picked: { order: Order | undefined; item: Item | undefined }
  pick: (order_id: string | undefined) => void
}

/** Lists what is on the map, and shows the details of what was clicked. */
export function MapPanel({ shown, show, left_out, sought, picked, pick, ...orders }: MapPanelProps) {
  return (
    <aside className={`${map_classes.panel} ${classes.panel}`} aria-label="What the map shows">
      <div className={classes.sought}>
        <TypedPlace geometry={undefined} given={sought.given} />
      </div>
      <div className={classes.layers}>
        {Object.entries(names).map(([name, label]) => (
          <Chip
            key={name}
            size="xs"
            checked={shown[name as keyof Shown]}
            onChange={(checked) => show({ ...shown, [name]: checked })}
          >
            {label}
          </Chip>
        ))}
      </div>
      {left_out.length > 0 && (
        <Text component="p" role="note" size="xs" className={classes.left_out}>
          {sentenceOf(left_out)}
        </Text>
      )}
      {picked.order && <OrderDetail order={picked.order} close={() => pick(undefined)} />}
      {picked.item && <ItemDetail item={picked.item} close={() => pick(undefined)} />}
      {!picked.order && !picked.item && <OrdersPanel {...orders} pick={pick} />}
    </aside>
  )
}

const things: Readonly<Record<keyof Shown, string>> = {
  orders: 'orders',
  captures: 'footprints',
  images: 'images',
  items: 'images of the archive',
}

function sentenceOf(left_out: readonly LeftOut[]): string {
  const told = left_out.map(({ kind, most }) => `${formatNumber(most)} ${things[kind]}`).join(' and ')
  return `Only the newest ${told} of this view are on the map. Zoom in to see the others.`
}

function OrderDetail({ order, close }: { order: Order; close: () => void }) {
  const { order_name, status, outcome, product_name, area_km2, status_report, created_at } = order.properties
  return (
    <div className={classes.detail}>
      <Heading title={order_name} close={close} />
      <OrderBadge status={status} outcome={outcome} />
      <Text mt="sm" mb="md">
        {status_report.message}
      </Text>
      <Facts
        facts={{
          Product: product_name,
          Delivered: `${formatNumber(status_report.progress.delivered_km2)} of ${formatArea(area_km2)}`,
          Placed: <When at={created_at} />,
          'Next expected': status_report.next_expected_at && <When at={status_report.next_expected_at} />,
        }}
      />
      <LinkButton to="/orders/$order_id" params={{ order_id: order.id }} size="xs" mt="md" variant="light">
        Open the order
      </LinkButton>
    </div>
  )
}

function ItemDetail({ item, close }: { item: Item; close: () => void }) {
  const { datetime, platform, 'eo:cloud_cover': clouds } = item.properties ?? {}
  return (
    <div className={classes.detail}>
      <Heading title={typeof datetime === 'string' ? formatTime(datetime) : item.id} close={close} />
      <Thumbnail item={item} />
      <div style={{ height: 12 }} />
      <Facts
        facts={{
          Satellite: String(platform ?? ''),
          Clouds: typeof clouds === 'number' && `${formatNumber(clouds, 0)} %`,
        }}
      />
      <LinkButton
        to="/orders/new"
        search={{ item: item.id, collection: item.collection }}
        size="xs"
        mt="md"
        variant="light"
      >
        Order from this image
      </LinkButton>
    </div>
  )
}

function Heading({ title, close }: { title: string; close: () => void }) {
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start" mb={6}>
      <Title order={2} style={{ overflowWrap: 'anywhere' }}>
        {title}
      </Title>
      <ActionIcon variant="subtle" color="gray" onClick={close} aria-label="Close">
        <X size={16} />
      </ActionIcon>
    </Group>
  )
}

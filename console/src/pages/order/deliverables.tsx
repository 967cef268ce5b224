import { Group, Text } from '@mantine/core'
import type { Deliverable } from '@swath/contract/deliverables'
import { reasons } from '@swath/contract/reasons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ImageOff, PackageOpen } from 'lucide-react'
import { useImage } from '../../data/images.ts'
import { orderDeliverablesQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { StateBadge } from '../../ui/badges.tsx'
import { Beginning } from '../../ui/beginning.tsx'
import { formatMoney, formatNumber } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { imageKeysOf } from '../image/search.ts'
import { SendMenu } from './deliveries.tsx'
import { DownloadMenu } from './download-menu.tsx'
import classes from './order.module.css'
import { RejectButton, RejectionNote } from './reject.tsx'
import { ZipMenu } from './zip-menu.tsx'

export function Deliverables({ order_id }: { order_id: string }) {
  const deliverables = useQuery(orderDeliverablesQuery(useSwath(), order_id))
  return (
    <Section
      title="Deliverables"
      actions={<ZipMenu order_id={order_id} deliverables={deliverables.data ?? []} />}
    >
      <Answered query={deliverables}>
        {(found) =>
          found.length === 0 ? (
            <Empty icon={PackageOpen} title="Nothing to deliver yet">
              Files appear here when an image has been collected and processed.
            </Empty>
          ) : (
            <Beginning all={found} most={100}>
              {(first) => (
                <ul className={classes.deliverables}>
                  {first.map((one) => (
                    <li key={one.deliverable_id} className={classes.deliverable}>
                      <DeliverableCard deliverable={one} />
                    </li>
                  ))}
                </ul>
              )}
            </Beginning>
          )
        }
      </Answered>
    </Section>
  )
}

function DeliverableCard({ deliverable }: { deliverable: Deliverable }) {
  const { processing_level, status, quantity, unit, charge, reason_code, assets } = deliverable
  return (
    <>
      {assets.thumbnail || assets.preview ? (
        <Preview deliverable={deliverable} />
      ) : (
        <div className={classes.picture}>
          <ImageOff size={22} strokeWidth={1.5} aria-hidden />
        </div>
      )}
      <div className={classes.told}>
        <Group justify="space-between" gap={6}>
          {imageKeysOf(deliverable).length > 0 ? (
            <Link
              to="/images/$deliverable_id"
              params={{ deliverable_id: deliverable.deliverable_id }}
              className={classes.opens}
            >
              {processing_level.replace('_', ' ')}
            </Link>
          ) : (
            <Text fw={600}>{processing_level.replace('_', ' ')}</Text>
          )}
          <StateBadge state={status} />
        </Group>
        <RejectionNote deliverable={deliverable} />
        {reason_code && <Text size="sm">{reasons[reason_code].meaning}</Text>}
        <Group justify="space-between" gap={6} mih={30}>
          <Text size="sm" c="dimmed" className="number">
            {quantity !== null && `${formatNumber(quantity)} ${unit === 'km2' ? 'km²' : unit}`}
            {charge && ` · ${formatMoney(charge.net_minor, charge.currency)}`}
          </Text>
          {Object.keys(assets).length > 0 && (
            <Group gap={6}>
              <RejectButton deliverable={deliverable} />
              <SendMenu deliverable={deliverable} />
              <DownloadMenu deliverable={deliverable} />
            </Group>
          )}
        </Group>
      </div>
    </>
  )
}

function Preview({
  deliverable: { deliverable_id, assets, processing_level },
}: {
  deliverable: Deliverable
}) {
  const key = assets.preview ? 'preview' : 'thumbnail'
  const { url, is_missing } = useImage([deliverable_id, key], (swath, options) =>
    swath.deliverables.openFile(deliverable_id, key, options),
  )
  return (
    <div className={classes.picture}>
      {url && <img src={url} alt={`Preview of the ${processing_level}`} />}
      {is_missing && <ImageOff size={22} strokeWidth={1.5} aria-hidden />}
    </div>
  )
}

import { ActionIcon, Group, Text, Title } from '@mantine/core'
import { reasons } from '@swath/contract/reasons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useSwath } from '../../data/session.ts'
import { OrderBadge, StateBadge } from '../../ui/badges.tsx'
import {
  formatClock,
  formatDay,
  formatMinute,
  formatNumber,
  formatTime,
  formatWord,
} from '../../ui/format.ts'
import { Facts, Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'
import { When } from '../../ui/when.tsx'
import classes from './calendar.module.css'
import { CarriedOut } from './carried-out.tsx'
import { formatAngle, type Pass } from './lanes.ts'
import { dateOf } from './period.ts'
import { meaningOf } from './states.ts'

interface PassPanelProps {
  pass: Pass
  conflicts: readonly Pass[]
  now: number
  close: () => void
}

/** All of one capture: what it is, how it stands and why, whose it is. */
export function PassPanel({ pass, conflicts, now, close }: PassPanelProps) {
  const { access, status, reason_code, attempt, cloud_cover_pct, capture_id, provider, provider_name } = pass
  return (
    <Panel
      title={access.satellite_name}
      about={
        <>
          {formatDay(access.start)}, {formatClock(access.start)} – {formatClock(access.end)} UTC
        </>
      }
      subject={capture_id}
      close={close}
    >
      <Group gap="xs">
        <StateBadge state={status} />
        <Text span c="dimmed">
          <When at={access.start} />
        </Text>
      </Group>
      <Text>{reason_code ? reasons[reason_code].meaning : meaningOf(pass, now)}</Text>
      {conflicts.length > 0 && <ConflictNote conflicts={conflicts} />}
      <Facts
        facts={{
          'Off nadir': formatAngle(access.off_nadir_deg),
          'View azimuth': formatAngle(access.view_azimuth_deg),
          'Sun elevation': formatAngle(access.sun_elevation_deg),
          Clouds: cloud_cover_pct !== null && `${formatNumber(cloud_cover_pct, 0)} %`,
          Provider: provider ?? provider_name,
          Attempt: attempt > 1 && attempt,
          Capture: <span className="code">{capture_id}</span>,
        }}
      />
      <OrderOf pass={pass} />
      <CarriedOut pass={pass} />
      <OtherCaptures pass={pass} />
    </Panel>
  )
}

/** It takes the keyboard when it opens, and Escape closes it. */
export function Panel(props: {
  title: string
  about: ReactNode
  /** Names the pass: another one takes the keyboard again. */
  subject: string
  close: () => void
  children: ReactNode
}) {
  const { title, about, subject, close, children } = props
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject is another panel
  useEffect(() => heading.current?.focus(), [subject])
  return (
    <aside
      className={classes.panel}
      aria-label="Selected passes"
      onKeyDown={({ key }) => key === 'Escape' && close()}
    >
      <Section>
        <div className={classes.panel_head}>
          <div>
            <Title order={2} ref={heading} tabIndex={-1}>
              {title}
            </Title>
            <Text size="sm" c="dimmed" className="number">
              {about}
            </Text>
          </div>
          <ActionIcon variant="subtle" color="gray" aria-label="Close" onClick={close}>
            <X size={16} aria-hidden />
          </ActionIcon>
        </div>
        <div className={classes.panel_body}>{children}</div>
      </Section>
    </aside>
  )
}

function ConflictNote({ conflicts }: { conflicts: readonly Pass[] }) {
  return (
    <div className={classes.note} data-tone="bad">
      <strong>The satellite is wanted twice at this time.</strong> Also by{' '}
      {conflicts.map((other, index) => (
        <span key={other.capture_id}>
          {index > 0 && ', '}
          <PassLink pass={other}>
            order {other.order_id} at {formatClock(other.access.start)}
          </PassLink>
        </span>
      ))}
      .
    </div>
  )
}

function PassLink({ pass, children }: { pass: Pass; children: ReactNode }) {
  const { capture_id, contract_id, access } = pass
  return (
    <Link
      to="/calendar"
      resetScroll={false}
      // A filter must not hide what the link leads to.
      search={({ satellite, contract_id: filtered, ...kept }) => ({
        ...kept,
        ...(satellite === access.satellite_name ? { satellite } : {}),
        ...(filtered === contract_id ? { contract_id } : {}),
        date: dateOf(access.start),
        capture: capture_id,
      })}
      className="text-link"
    >
      {children}
    </Link>
  )
}

function OrderOf({ pass: { order_id } }: { pass: Pass }) {
  const swath = useSwath()
  const order = useQuery({
    queryKey: ['orders', 'any', order_id],
    queryFn: ({ signal }) => swath.desk.order(order_id, { signal }),
  })
  return (
    <div className={classes.part}>
      <Answered query={order}>
        {({ properties }) => (
          <>
            <Group gap="xs" mb={4}>
              <Title order={3}>{properties.order_name}</Title>
              <OrderBadge status={properties.status} outcome={properties.outcome} />
            </Group>
            <Text mb="sm">{properties.status_report.message}</Text>
            <Facts
              facts={{
                Order: <span className="number">{order_id}</span>,
                Contract: properties.contract_name,
                SKU: <span className="code">{properties.sku}</span>,
                Product: properties.product_name,
                'Window ends': formatTime(properties.parameters.end),
                'Priority class': formatWord(properties.priority_class),
              }}
            />
          </>
        )}
      </Answered>
    </div>
  )
}

const most_others = 20

/** Earlier and later attempts, and the other parts of the order. */
function OtherCaptures({ pass: { order_id, capture_id } }: { pass: Pass }) {
  const swath = useSwath()
  const others = useQuery({
    queryKey: ['captures', 'of order', order_id],
    queryFn: ({ signal }) =>
      swath.desk
        .captures({ order_id, access_start__gte: new Date(0), limit: most_others + 1 }, { signal })
        .page(),
  })
  const found = (others.data?.items as Pass[] | undefined)?.filter((one) => one.capture_id !== capture_id)
  if (!found || found.length === 0) return null
  return (
    <div className={classes.part}>
      <Title order={3} mb={6}>
        Other passes of the order
      </Title>
      <PassList passes={found.slice(0, most_others)} beside={({ access }) => access.satellite_name} />
      {others.data?.next && <Text c="dimmed">The first {most_others} are shown.</Text>}
    </div>
  )
}

export function PassList({ passes, beside }: { passes: readonly Pass[]; beside: (pass: Pass) => string }) {
  return (
    <ul className={classes.list}>
      {passes.map((pass) => (
        <li key={pass.capture_id}>
          <PassLink pass={pass}>
            <span className="number">{formatMinute(pass.access.start)}</span>
          </PassLink>
          <span className="number">{beside(pass)}</span>
          <StateBadge state={pass.status} />
        </li>
      ))}
    </ul>
  )
}

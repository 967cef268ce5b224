import { Button, Group, Text, TextInput } from '@mantine/core'
import type { Found, FoundKind } from '@swath/contract/search'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Search, SearchX } from 'lucide-react'
import { useSwath } from '../data/session.ts'
import { useFollowing } from '../ui/following.ts'
import { formatTime, formatWord } from '../ui/format.ts'
import { Id } from '../ui/id.tsx'
import { Name } from '../ui/name.tsx'
import { Page, Section } from '../ui/page.tsx'
import { Answered, Empty } from '../ui/states.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { OrderCase } from './find/order-case.tsx'

/** One field for everything that operators are asked about. */
export default function FindPage() {
  const { q = '' } = useSearch({ from: '/signed-in/find' })
  return (
    <Page
      title="Find"
      about="Orders, captures, deliverables, deliveries and webhook messages of all contracts: by number or id, by name, or by customer."
    >
      <Field q={q} />
      {q !== '' && <Results q={q} />}
    </Page>
  )
}

function Field({ q }: { q: string }) {
  const navigate = useNavigate()
  const [text, setText] = useFollowing(q)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void navigate({ to: '/find', search: text.trim() === '' ? {} : { q: text.trim() } })
      }}
    >
      <Group gap="xs" mb="md" wrap="nowrap">
        <TextInput
          aria-label="Number, id, name or customer"
          placeholder="000123, deliv.…, Port of Rotterdam, Port Authority"
          leftSection={<Search size={15} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={200}
          flex={1}
          miw={0}
        />
        <Button type="submit">Find</Button>
      </Group>
    </form>
  )
}

function Results({ q }: { q: string }) {
  const swath = useSwath()
  const found = useQuery({
    queryKey: ['desk', 'search', q],
    queryFn: ({ signal }) => swath.desk.search(q, { signal }),
  })
  return (
    <Section flush>
      <Answered query={found}>
        {({ results, is_cut }) =>
          results.length === 0 ? (
            <Empty icon={SearchX} title={`There is nothing that is called ${q}`}>
              Orders are found by a part of their name, number or reference, and by that of their customer.
              Anything else by its whole id, or by the number of its order.
            </Empty>
          ) : (
            <>
              <Table
                label="Found"
                columns={columns}
                rows={results}
                // A message to two webhooks is found twice, with one id.
                keyOf={(one) => String(results.indexOf(one))}
              />
              {is_cut && (
                <Text size="sm" c="dimmed" p="sm">
                  There are more; 20 of each kind are shown. Say more of the name, or the number.
                </Text>
              )}
            </>
          )
        }
      </Answered>
    </Section>
  )
}

const kind_names: Record<FoundKind, string> = {
  contract: 'Contract',
  order: 'Order',
  capture: 'Capture',
  deliverable: 'Deliverable',
  delivery: 'Delivery',
  webhook_message: 'Webhook message',
}

const columns: Column<Found>[] = [
  {
    title: 'Found',
    cell: (found) => (
      <div>
        <strong>
          <Title found={found} />
        </strong>
        <Text size="sm" c="dimmed" component="div">
          {kind_names[found.kind]} <Id>{found.id}</Id>
        </Text>
      </div>
    ),
  },
  { title: 'Customer', cell: ({ contract_name }) => <Name>{contract_name}</Name> },
  { title: 'State', cell: ({ status }) => status && formatWord(status) },
  { title: 'Time', align: 'right', cell: ({ at }) => at && formatTime(at) },
  {
    title: 'Order',
    align: 'right',
    speaks: true,
    cell: ({ order_id }) => order_id && <OrderCase order_id={order_id} />,
  },
]

/** The name leads to the page of the thing, if it has one. */
function Title({ found: { kind, id, title } }: { found: Found }) {
  if (kind === 'contract') {
    return (
      <Link to="/contracts/$contract_id" params={{ contract_id: id }} className="text-link">
        <Name>{title}</Name>
      </Link>
    )
  }
  if (kind === 'capture') {
    return (
      <Link to="/calendar" search={{ capture: id }} className="text-link">
        <Name>{title}</Name>
      </Link>
    )
  }
  return <Name>{title.replace('_', ' ')}</Name>
}

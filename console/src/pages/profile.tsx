import { Button, Text } from '@mantine/core'
import { Navigate } from '@tanstack/react-router'
import { LogOut } from 'lucide-react'
import { signOut, useSession } from '../data/session.ts'
import { claimsOf } from '../data/token.ts'
import { Badge } from '../ui/badges.tsx'
import { formatTime } from '../ui/format.ts'
import { Facts, Page, Section } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'

export default function ProfilePage() {
  const { client_id, role, contracts, contract_id, access_token, signed_in_at } = useSession()
  if (access_token === null) return <Navigate to="/account" replace />
  const expires_at = expiryOf(access_token)
  return (
    <Page
      title="Profile"
      about="The credential that this tab is signed in with."
      actions={
        <Button
          variant="default"
          onClick={() => void signOut()}
          leftSection={<LogOut size={16} aria-hidden />}
        >
          Sign out
        </Button>
      }
    >
      <Section title="Credential">
        <Facts
          facts={{
            'Client id': <span className="code">{client_id ?? subjectOf(access_token)}</span>,
            Role: role === 'customer' ? 'Customer' : 'Operator',
            'Signed in': formatTime(signed_in_at),
            'Token expires': expires_at && formatTime(expires_at),
          }}
        />
        <Text c="dimmed" mt="md" size="sm">
          The secret was not kept. The token lives in this tab only, and is gone when the tab is closed.
        </Text>
      </Section>
      {contracts.length > 0 && (
        <Section title="Contracts" flush>
          <Table
            label="Contracts"
            rows={contracts}
            keyOf={(one) => one.contract_id}
            columns={[
              { title: 'Name', cell: ({ name }) => <Text fw={560}>{name}</Text> },
              { title: 'Id', speaks: true, cell: (one) => <span className="code">{one.contract_id}</span> },
              {
                title: 'In use',
                speaks: true,
                cell: (one) => one.contract_id === contract_id && <Badge tone="active">In use</Badge>,
              },
            ]}
          />
        </Section>
      )}
    </Page>
  )
}

const subjectOf = (token: string) => claimsOf(token).sub ?? 'Unknown'

function expiryOf(token: string): Date | undefined {
  const { exp } = claimsOf(token)
  return exp === undefined ? undefined : new Date(exp * 1000)
}

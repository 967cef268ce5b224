import { Group, Select, TextInput } from '@mantine/core'
import type { AuditEntry } from '@swath/contract/audit'
import { audit_results } from '@swath/contract/audit-results'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { History } from 'lucide-react'
import { useState } from 'react'
import { useListing } from '../data/lists.ts'
import { useSession } from '../data/session.ts'
import type { AuditSearch } from '../search.ts'
import { Badge } from '../ui/badges.tsx'
import { formatTime, formatWord } from '../ui/format.ts'
import { Id } from '../ui/id.tsx'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { useSorting } from '../ui/sorting.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { AuditFiles, auditOf } from './audit/files.tsx'

/** Who did what, in the contract or, for an operator, everywhere. */
export default function AuditPage() {
  const { role } = useSession()
  const search = useSearch({ from: '/signed-in/audit' })
  const { result, words } = search
  const sorting = useSorting<'at'>('-at')
  const entries = useListing(['audit', 'list', search, sorting.by], (swath, options) =>
    auditOf(swath, role).list(
      { ...(result ? { result } : {}), ...(words ? { query: words } : {}), sort: sorting.by, limit: 30 },
      options,
    ),
  )
  return (
    <Page
      title="Audit"
      about="Every change, also what was refused, and every look at money. Nobody can change or remove an entry unseen."
      actions={<AuditFiles />}
    >
      <Filters search={search} />
      <Section flush>
        <PagedTable
          label="Audit"
          query={entries}
          columns={role === 'operator' ? [...columns, of_contract] : columns}
          keyOf={({ entry_id }) => entry_id}
          sorting={sorting}
          empty={<Empty icon={History} title={result || words ? 'No entry fits' : 'No entries yet'} />}
        />
      </Section>
    </Page>
  )
}

function Filters({ search }: { search: AuditSearch }) {
  const navigate = useNavigate()
  const [words, setWords] = useState(search.words ?? '')
  const change = (changed: Record<string, string | null>) =>
    void navigate({ to: '/audit', search: { ...search, ...changed } as AuditSearch, replace: true })
  return (
    <Group gap="sm" mb="md">
      <Select
        aria-label="Result"
        placeholder="Any result"
        data={audit_results.map((value) => ({ value, label: formatWord(value) }))}
        value={search.result ?? null}
        onChange={(result) => change({ result })}
        clearable
        w={180}
      />
      <TextInput
        aria-label="Search"
        placeholder="Name, operation or id"
        value={words}
        onChange={({ currentTarget }) => setWords(currentTarget.value)}
        onBlur={() => change({ words: words.trim() })}
        onKeyDown={({ key }) => key === 'Enter' && change({ words: words.trim() })}
        w={260}
      />
    </Group>
  )
}

const columns: Column<AuditEntry>[] = [
  { title: 'When', sorts: 'at', cell: ({ at }) => formatTime(at) },
  {
    title: 'Who',
    speaks: true,
    cell: ({ personal, client_id, role }) => (
      <>
        {personal?.name || (role === 'operator' ? 'The provider' : client_id || 'Unknown')}{' '}
        {role === 'operator' && <Badge tone="neutral">Provider</Badge>}
      </>
    ),
  },
  {
    title: 'What',
    speaks: true,
    cell: ({ operation, subject, reason, view_id }) => (
      <>
        <strong>{sentence(operation)}</strong>
        {view_id && ' as the customer sees it'}
        {subject && (
          <div>
            <Id>{subject}</Id>
          </div>
        )}
        {reason && <div>{reason}</div>}
      </>
    ),
  },
  {
    title: 'Result',
    cell: ({ result, code }) => (
      <>
        <Badge tone={tones[result]}>{formatWord(result)}</Badge> {code && formatWord(code)}
      </>
    ),
  },
  { title: 'From', speaks: true, cell: ({ personal }) => personal?.address },
]

const of_contract: Column<AuditEntry> = {
  title: 'Contract',
  speaks: true,
  cell: ({ contract_id }) => contract_id && <Id>{contract_id}</Id>,
}

const tones = {
  done: 'good',
  repeated: 'good',
  begun: 'active',
  planned: 'neutral',
  refused: 'neutral',
  failed: 'bad',
} as const

/** `createApiCredential`: Create api credential. */
const sentence = (operation: string) =>
  formatWord(operation.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))

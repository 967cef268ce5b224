import { Alert, Box, Button, FileButton, Group, Text } from '@mantine/core'
import { ApiError } from '@swath/client/errors'
import type { SetupChange, SetupPlan } from '@swath/contract/setup'
import { Check, Download, Upload } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../data/actions.ts'
import { save } from '../data/download.ts'
import { Badge } from '../ui/badges.tsx'
import { formatWord } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { Empty, messageOf } from '../ui/states.tsx'
import { type Column, Table } from '../ui/table.tsx'

/** The set-up of all customers as one file: taken out, and made of one that is chosen, after a look at what it changes. */
export default function SetupPage() {
  const [text, setText] = useState<string>()
  const planning = useAction((swath, given: string) => swath.admin.planSetup(JSON.parse(given)), {
    changes: [],
  })
  const applying = useAction((swath, given: string) => swath.admin.applySetup(JSON.parse(given)), {
    changes: ['contracts', 'products'],
    says: ({ changes }) => `${changes.length} changed.`,
  })
  async function choose(file: File | null) {
    if (!file) return
    const given = await file.text()
    applying.reset()
    setText(given)
    planning.mutate(given)
  }
  const failed = applying.error ?? planning.error
  const plan = applying.data ?? planning.data
  return (
    <Page
      title="Set-up"
      about="Customers, contracts, what these may order and restricted areas as one file, without secrets. What a file does not name stays as it is."
      actions={
        <>
          <DownloadButton />
          <FileButton onChange={(file) => void choose(file)} accept="application/json,.json">
            {(props) => (
              <Button {...props} leftSection={<Upload size={16} aria-hidden />} loading={planning.isPending}>
                Choose a file
              </Button>
            )}
          </FileButton>
        </>
      }
    >
      {failed && <Faults error={failed} />}
      {plan && !failed && (
        <Plan
          plan={plan}
          apply={text !== undefined && plan.dry_run ? () => applying.mutate(text) : undefined}
          is_pending={applying.isPending}
        />
      )}
      {!plan && !failed && (
        <Section>
          <Empty icon={Upload} title="No file chosen">
            Choose one to see what it would change. Nothing is changed before you say so.
          </Empty>
        </Section>
      )}
    </Page>
  )
}

function DownloadButton() {
  const exporting = useAction((swath) => swath.admin.exportSetup(), {
    changes: [],
    fails: 'Not downloaded',
    done: (setup) =>
      save(new Blob([JSON.stringify(setup, null, 2)], { type: 'application/json' }), 'setup.json'),
  })
  return (
    <Button
      variant="default"
      leftSection={<Download size={16} aria-hidden />}
      loading={exporting.isPending}
      onClick={() => exporting.mutate()}
    >
      Download
    </Button>
  )
}

/** A file is refused as a whole, with everything that is wrong. */
function Faults({ error }: { error: Error }) {
  const problems = error instanceof ApiError ? error.problems : []
  return (
    <Alert color="red" title="The file is refused, and nothing was changed" role="alert">
      {problems.length === 0 ? (
        messageOf(error)
      ) : (
        <ul>
          {problems.map(({ pointer, message }) => (
            <li key={`${pointer} ${message}`}>
              <span className="code">{pointer}</span> {message}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  )
}

interface PlanProps {
  plan: SetupPlan
  apply: (() => void) | undefined
  is_pending: boolean
}

function Plan({ plan: { changes, dry_run, unnamed }, apply, is_pending }: PlanProps) {
  const { organisations, contracts, skus, restricted_areas, providers } = unnamed
  return (
    <Section
      title={dry_run ? 'What it would change' : 'What it has changed'}
      actions={
        apply &&
        changes.length > 0 && (
          <Button leftSection={<Check size={16} aria-hidden />} onClick={apply} loading={is_pending}>
            {`Apply ${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`}
          </Button>
        )
      }
      flush
    >
      {changes.length === 0 ? (
        <Empty icon={Check} title="Nothing differs" />
      ) : (
        <Table
          label="Changes"
          rows={changes}
          columns={columns}
          keyOf={({ what, id, contract_id }) => `${what} ${id} ${contract_id}`}
        />
      )}
      <Group px="md" py="sm">
        <Text size="sm" c="dimmed">
          {`Not named, and left as they are: ${organisations} customers, ${contracts} contracts, ${skus} SKUs of those named, ${restricted_areas} restricted areas, ${providers} providers.`}
        </Text>
      </Group>
    </Section>
  )
}

const columns: Column<SetupChange>[] = [
  {
    title: 'What',
    cell: ({ what, id, contract_id }) => (
      <>
        <strong>{formatWord(what)}</strong> <span className="code">{id}</span>
        {contract_id && (
          <Text size="sm" c="dimmed" className="code">
            {contract_id}
          </Text>
        )}
      </>
    ),
  },
  {
    title: 'Change',
    speaks: true,
    cell: ({ action }) => (
      <Badge tone={action === 'create' ? 'good' : 'active'}>{action === 'create' ? 'New' : 'Changed'}</Badge>
    ),
  },
  {
    title: 'Fields',
    speaks: true,
    cell: ({ fields }) => (
      <Box w="100%">
        {fields.map(({ field, before, after }) => (
          <Text key={field} size="sm" style={{ overflowWrap: 'anywhere' }}>
            <span className="code">{field}</span> {before !== null && <del>{shown(before)}</del>}{' '}
            {after === null ? 'none' : shown(after)}
          </Text>
        ))}
      </Box>
    ),
  },
]

/** A geometry has thousands of numbers, which nobody reads. */
const shown = (value: unknown) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}

import { Alert, Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { SwathClient } from '@swath/client/client'
import type { AuditReport } from '@swath/contract/audit-verification'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { save } from '../../data/download.ts'
import { useSession } from '../../data/session.ts'

export const auditOf = (swath: SwathClient, role: 'customer' | 'operator') =>
  role === 'operator' ? swath.admin.audit : swath.audit

/** The audit as files, and whether all of it is as it was written: the browser computes that by itself. */
export function AuditFiles() {
  const { role } = useSession()
  const [report, setReport] = useState<AuditReport>()
  const downloading = useAction(
    async (swath, format: 'csv' | 'jsonl') => {
      const response = await auditOf(swath, role).open(format)
      save(await response.blob(), `audit.${format}`)
    },
    { changes: [], fails: 'Not downloaded' },
  )
  const verifying = useAction((swath) => auditOf(swath, role).verify(), {
    changes: [],
    fails: 'Not verified',
    done: (found) => {
      setReport(found)
      if (found.findings.length === 0) notifications.show({ message: soundText(found) })
    },
  })
  return (
    <>
      {(['csv', 'jsonl'] as const).map((format) => (
        <Button
          key={format}
          variant="default"
          loading={downloading.isPending && downloading.variables === format}
          onClick={() => downloading.mutate(format)}
        >
          {format === 'csv' ? 'CSV' : 'JSON Lines'}
        </Button>
      ))}
      <Button loading={verifying.isPending} onClick={() => verifying.mutate()}>
        Verify
      </Button>
      {report && report.findings.length > 0 && <Findings report={report} />}
    </>
  )
}

const soundText = ({ sealed, unsealed }: AuditReport) =>
  `Nothing was altered, removed or reordered: ${sealed} entries are sealed, ${unsealed} will be in a minute.`

/** As many as somebody reads. */
const shown = 20

function Findings({ report: { findings } }: { report: AuditReport }) {
  return (
    <Alert color="red" title="Somebody has tampered with the audit" w="100%">
      <ul>
        {findings.slice(0, shown).map(({ number, reason }) => (
          <li key={`${number} ${reason}`}>
            Entry {number}: {reason}
          </li>
        ))}
      </ul>
      {findings.length > shown && `And ${findings.length - shown} more: swath audit verify tells all.`}
    </Alert>
  )
}

import type { Contract } from '@swath/contract/contracts'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { contractQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { Badge } from '../ui/badges.tsx'
import { formatTime, formatWord } from '../ui/format.ts'
import { Facts, Page, Section } from '../ui/page.tsx'
import { Answered } from '../ui/states.tsx'
import { Approvals, Rejections } from './contract/approvals.tsx'
import { Billing } from './contract/billing.tsx'
import { Budget } from './contract/budget.tsx'
import classes from './contract/contract.module.css'
import { DefaultDestination } from './contract/default-destination.tsx'
import { EditContract } from './contract/edit-contract.tsx'
import { Skus } from './contract/skus.tsx'
import { contract_tones } from './contracts/standing.ts'
import { ResumeButton, SuspendButton } from './contracts/suspend.tsx'

/** A contract, and all that it agrees on, for operators. */
export default function ContractPage() {
  const { contract_id } = useParams({ from: '/signed-in/contracts/$contract_id' })
  const contract = useQuery(contractQuery(useSwath(), contract_id))
  return <Answered query={contract}>{(found) => <Details contract={found} />}</Answered>
}

function Details({ contract }: { contract: Contract }) {
  const { name, organisation_name, status, suspension } = contract
  return (
    <Page
      title={name}
      mark={<Badge tone={contract_tones[status]}>{formatWord(status)}</Badge>}
      about={organisation_name}
      actions={suspension ? <ResumeButton contract={contract} /> : <SuspendButton contract={contract} />}
    >
      <div className={classes.columns}>
        <div>
          <Skus contract={contract} />
          <Budget contract={contract} />
        </div>
        <div>
          <About contract={contract} />
          <Billing contract={contract} />
          <Approvals contract={contract} />
          <Rejections contract={contract} />
          <DefaultDestination contract={contract} />
        </div>
      </div>
    </Page>
  )
}

function About({ contract }: { contract: Contract }) {
  const { contract_id, currency, time_zone, suspension, ends_at, created_at } = contract
  return (
    <Section title="Contract" actions={<EditContract contract={contract} />}>
      <Facts
        facts={{
          Id: <span className="code">{contract_id}</span>,
          Currency: currency,
          'Months of': time_zone,
          Suspended: suspension && `${suspension.reason} (since ${formatTime(suspension.since)})`,
          Ends: ends_at ? formatTime(ends_at) : 'Never',
          Created: formatTime(created_at),
        }}
      />
    </Section>
  )
}

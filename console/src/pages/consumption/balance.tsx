import type { Balance as BalanceAnswer } from '@swath/contract/ledger'
import { useQuery } from '@tanstack/react-query'
import { useSwath } from '../../data/session.ts'
import { formatMoney } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'
import classes from './consumption.module.css'

/** The balance of the contract: granted = available + held + consumed. */
export function Balance() {
  const swath = useSwath()
  const balance = useQuery({
    queryKey: ['ledger', 'balance'],
    queryFn: ({ signal }) => swath.ledger.balance({ signal }),
  })
  return (
    <Section title="Balance">
      <Answered query={balance}>{(found) => <Figures balance={found} />}</Answered>
    </Section>
  )
}

function Figures({ balance }: { balance: BalanceAnswer }) {
  const { is_limited, granted_minor, available_minor, held_minor, consumed_minor, currency } = balance
  const figures: [string, number][] = [
    ...(is_limited
      ? ([
          ['Granted', granted_minor],
          ['Available', available_minor],
        ] satisfies [string, number][])
      : []),
    ['Held for open orders', held_minor],
    ['Consumed', consumed_minor],
  ]
  return (
    <dl className={classes.balance}>
      {figures.map(([name, amount]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{formatMoney(amount, currency)}</dd>
        </div>
      ))}
      {!is_limited && (
        <div>
          <dt>Budget</dt>
          <dd>No limit</dd>
        </div>
      )}
    </dl>
  )
}

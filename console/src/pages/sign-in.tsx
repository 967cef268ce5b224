import { SegmentedControl } from '@mantine/core'
import type { SignInOptions } from '@swath/contract/people'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { signInQuery } from '../data/queries.ts'
import { enter, mustSetUp, visitor } from '../data/session.ts'
import { Answered, Loading } from '../ui/states.tsx'
import { ByAccount } from './sign-in/by-account.tsx'
import { BySecret, ByToken } from './sign-in/by-credential.tsx'
import { Card } from './sign-in/card.tsx'
import { FirstAccountForm } from './sign-in/first-account.tsx'
import { FurtherStep } from './sign-in/further-step.tsx'

type Way = 'first' | 'account' | 'secret' | 'token'

const titles: Record<Way, { title: string; about: string }> = {
  first: {
    title: 'Welcome to Swath',
    about: 'Nobody has an account yet. Yours is the first, of an administrator.',
  },
  account: { title: 'Sign in to Swath', about: 'Order imagery, follow it, receive it.' },
  secret: { title: 'Sign in to Swath', about: 'Order imagery, follow it, receive it.' },
  token: { title: 'Sign in to Swath', about: 'Order imagery, follow it, receive it.' },
}
const labels: Record<Way, string> = {
  first: 'First account',
  account: 'Account',
  secret: 'Client credentials',
  token: 'Access token',
}

/** While nobody has an account, and none may be made, it is for credentials alone. */
function waysOf({ has_people, awaits_first, single_sign_on }: SignInOptions): Way[] {
  if (has_people || (single_sign_on && !awaits_first)) return ['account', 'secret', 'token']
  return awaits_first
    ? ['first', ...(single_sign_on ? (['account'] as const) : []), 'secret']
    : ['secret', 'token']
}

export default function SignInPage() {
  const options = useQuery(signInQuery())
  return (
    <Answered query={options}>
      {(found) => (found.signed_in ? <Resume /> : <Ways options={found} />)}
    </Answered>
  )
}

/** The browser has signed in, in another tab or by a provider of identities: this tab goes on with that. */
function Resume() {
  const onDone = useWayIn()
  const resuming = useQuery({
    queryKey: ['sign-in', 'resume'],
    queryFn: async () => {
      const signed_in = await visitor.session()
      if (mustSetUp(signed_in)) return signed_in
      await enter(signed_in)
      onDone()
      return null
    },
    gcTime: 0,
  })
  return (
    <Answered query={resuming}>
      {(waiting) =>
        waiting ? (
          <Card title="One more step">
            <FurtherStep after={waiting} onDone={onDone} onBack={onDone} />
          </Card>
        ) : (
          <Loading />
        )
      }
    </Answered>
  )
}

function Ways({ options }: { options: SignInOptions }) {
  const ways = waysOf(options)
  const [way, setWay] = useState<Way>(ways[0]!)
  const { to } = useSearch({ from: '/sign-in' })
  const onDone = useWayIn()
  const forms: Record<Way, ReactNode> = {
    first: <FirstAccountForm options={options} token={location.hash.slice(1)} onDone={onDone} />,
    account: <ByAccount options={options} to={to} onDone={onDone} />,
    secret: <BySecret onDone={onDone} />,
    token: <ByToken onDone={onDone} />,
  }
  return (
    <Card {...titles[way]}>
      <SegmentedControl
        fullWidth
        mb="md"
        aria-label="How to sign in"
        value={way}
        onChange={(chosen) => setWay(chosen as Way)}
        data={ways.map((value) => ({ value, label: labels[value] }))}
      />
      {forms[way]}
    </Card>
  )
}

/** Leads to where somebody was going. */
function useWayIn(): () => void {
  const { to } = useSearch({ from: '/sign-in' })
  const navigate = useNavigate()
  const { history, basepath } = useRouter()
  // Only a path of our own: `to` is in the address, which anybody can write.
  return () =>
    to?.startsWith('/') && !to.startsWith('//') ? history.push(basepath + to) : void navigate({ to: '/' })
}

import { Alert } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { CircleAlert } from 'lucide-react'
import { useState } from 'react'
import { finishSignOn } from '../data/sign-on.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Loading, messageOf } from '../ui/states.tsx'
import { Card } from './sign-in/card.tsx'

/** To which the provider of identities sends the browser back. */
export default function SingleSignOnPage() {
  const { history, basepath } = useRouter()
  const [answer] = useState(() => Object.fromEntries(new URLSearchParams(location.search)))
  const finishing = useQuery({
    queryKey: ['sign-on', answer.state ?? ''],
    queryFn: async () => {
      const to = await finishSignOn(answer)
      history.replace(basepath + to)
      return true
    },
    // An answer that was brought back is good once.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
  if (!finishing.isError) return <Loading what="Signing in" />
  return (
    <Card title="You are not signed in">
      <Alert color="red" variant="light" icon={<CircleAlert size={18} />} role="alert">
        {messageOf(finishing.error)}
      </Alert>
      <LinkButton to="/sign-in" size="md" fullWidth mt="md">
        Back to signing in
      </LinkButton>
    </Card>
  )
}

import {
  Alert,
  Anchor,
  Button,
  Paper,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core'
import { isInClear } from '@swath/contract/in-clear'
import { useMutation } from '@tanstack/react-query'
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { CircleAlert } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { path_prefix } from '../data/path-prefix.ts'
import { type SignIn, signIn } from '../data/session.ts'
import mark from '../ui/mark.svg'
import { usePageTitle } from '../ui/page.tsx'
import { messageOf } from '../ui/states.tsx'
import classes from './sign-in.module.css'

type Way = 'secret' | 'token'

export function SignInPage() {
  usePageTitle('Sign in')
  const [way, setWay] = useState<Way>('secret')
  const { to } = useSearch({ from: '/sign-in' })
  const navigate = useNavigate()
  const { history } = useRouter()
  const entering = useMutation({
    mutationFn: signIn,
    // Only a path of our own: `to` is in the address, which anybody can write.
    onSuccess: () =>
      to?.startsWith('/') && !to.startsWith('//') ? history.push(to) : void navigate({ to: '/' }),
  })
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    entering.mutate(readForm(new FormData(event.currentTarget)))
  }
  return (
    <main className={classes.page}>
      <Paper className={classes.card} radius="lg">
        <img src={mark} width={40} height={40} alt="" />
        <Title order={1} mt="md">
          Sign in to Swath
        </Title>
        <Text c="dimmed" mt={4} mb="lg">
          Order imagery, follow it, receive it.
        </Text>
        <form onSubmit={submit}>
          <Stack gap="md">
            <SegmentedControl
              aria-label="How to sign in"
              value={way}
              onChange={(chosen) => setWay(chosen as Way)}
              data={[
                { value: 'secret', label: 'Client credentials' },
                { value: 'token', label: 'Access token' },
              ]}
            />
            <Fields way={way} />
            {isInClear(location.origin) && (
              <Alert color="yellow" variant="light" icon={<CircleAlert size={18} />}>
                This page came over http://, so others can read the secret on the way.
              </Alert>
            )}
            {entering.isError && (
              <Alert color="red" variant="light" icon={<CircleAlert size={18} />} role="alert">
                {messageOf(entering.error)}
              </Alert>
            )}
            <Button type="submit" size="md" loading={entering.isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
      <Text className={classes.foot}>
        Building a client? <Anchor href={`${path_prefix}/docs`}>API reference</Anchor>
      </Text>
    </main>
  )
}

function Fields({ way }: { way: Way }) {
  if (way === 'token') {
    return (
      <Textarea
        name="access_token"
        label="Access token"
        description="From POST /oauth/token. It stays in this tab."
        required
        rows={4}
        autoComplete="off"
        spellCheck={false}
      />
    )
  }
  return (
    <>
      <TextInput
        name="client_id"
        label="Client id"
        required
        autoComplete="username"
        spellCheck={false}
        autoFocus
      />
      <PasswordInput
        name="client_secret"
        label="Client secret"
        description="Exchanged for a token once, then forgotten."
        required
        autoComplete="current-password"
      />
    </>
  )
}

function readForm(form: FormData): SignIn {
  const text = (name: string) => String(form.get(name) ?? '')
  return form.has('access_token')
    ? { access_token: text('access_token') }
    : { client_id: text('client_id').trim(), client_secret: text('client_secret') }
}

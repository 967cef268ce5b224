import { Alert, Button, Modal, Stack } from '@mantine/core'
import type { Provider } from '@swath/client/providers'
import type { ConnectionTest } from '@swath/contract/providers'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { CapabilityFacts } from './capabilities.tsx'
import classes from './providers.module.css'

/** Asks the provider what it can do, and shows the answer. */
export function TestButton({ provider: { name } }: { provider: Provider }) {
  const [answer, setAnswer] = useState<ConnectionTest>()
  const testing = useAction((swath) => swath.providers.test(name), {
    changes: ['providers'],
    fails: 'Not tested',
    done: setAnswer,
  })
  return (
    <>
      <Button variant="default" loading={testing.isPending} onClick={() => testing.mutate()}>
        Test the connection
      </Button>
      <Modal opened={answer !== undefined} onClose={() => setAnswer(undefined)} title="The test" size="lg">
        {answer && <Answer of={answer} />}
      </Modal>
    </>
  )
}

function Answer({ of: { answers, error, capabilities } }: { of: ConnectionTest }) {
  if (!answers) {
    return (
      <Alert color="red" title="It does not answer" className={classes.text!}>
        {error}
      </Alert>
    )
  }
  if (!capabilities) {
    return (
      <Alert color="yellow" title="Nobody was asked">
        Providers of this kind tell nothing of themselves. Whether it answers shows with its first order.
      </Alert>
    )
  }
  return (
    <Stack>
      <Alert color="petrol" title="It answers">
        This is what it can do.
      </Alert>
      <CapabilityFacts told={capabilities} />
    </Stack>
  )
}

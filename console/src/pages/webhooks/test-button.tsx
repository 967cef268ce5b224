import { Alert, Button, Modal, Stack } from '@mantine/core'
import type { WebhookTry } from '@swath/contract/webhooks'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { Exchange } from './exchange.tsx'

/** Sends a test message and shows what was answered. */
export function TestButton({ webhook_id }: { webhook_id: string }) {
  const [result, setResult] = useState<WebhookTry>()
  const testing = useAction((swath) => swath.webhooks.test(webhook_id), {
    changes: ['webhooks'],
    fails: 'Not tested',
    done: setResult,
  })
  return (
    <>
      <Button variant="default" loading={testing.isPending} onClick={() => testing.mutate()}>
        Send a test
      </Button>
      <Modal opened={result !== undefined} onClose={() => setResult(undefined)} title="The test" size="lg">
        {result && (
          <Stack>
            <Alert
              color={result.state === 'succeeded' ? 'petrol' : 'red'}
              title={result.state === 'succeeded' ? 'The receiver took the message' : 'The test failed'}
            >
              {result.error ?? `It answered after ${result.duration_ms} ms.`}
            </Alert>
            <Exchange of={result} />
          </Stack>
        )}
      </Modal>
    </>
  )
}

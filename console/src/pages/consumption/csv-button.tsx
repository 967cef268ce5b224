import { Button } from '@mantine/core'
import type { SwathClient } from '@swath/client/client'
import { Download } from 'lucide-react'
import { useAction } from '../../data/actions.ts'
import { save } from '../../data/download.ts'

interface CsvButtonProps {
  /** The name of the button, and of the file. */
  label: string
  file: string
  open: (swath: SwathClient) => Promise<Response>
}

/** Downloads rows as the server writes them: what people see and what they take home are the same answer. */
export function CsvButton({ label, file, open }: CsvButtonProps) {
  const downloading = useAction(async (swath) => save(await (await open(swath)).blob(), file), {
    changes: [],
    fails: 'Not downloaded',
  })
  return (
    <Button
      variant="default"
      size="compact-sm"
      leftSection={<Download size={14} aria-hidden />}
      loading={downloading.isPending}
      onClick={() => downloading.mutate()}
    >
      {label}
    </Button>
  )
}

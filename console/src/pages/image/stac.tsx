import { Button, CopyButton, ScrollArea } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import classes from './image.module.css'
import { Field } from './look-panel.tsx'

/** The STAC item as it is, for whoever goes on with it elsewhere. */
export function Stac({ item }: { item: object }) {
  const text = JSON.stringify(item, null, 2)
  return (
    <Field label="STAC item">
      <ScrollArea.Autosize
        mah={360}
        className={classes.code}
        viewportProps={{ tabIndex: 0, 'aria-label': 'STAC item' }}
      >
        <pre>{text}</pre>
      </ScrollArea.Autosize>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            size="compact-sm"
            onClick={copy}
            leftSection={copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          >
            {copied ? 'Copied' : 'Copy JSON'}
          </Button>
        )}
      </CopyButton>
    </Field>
  )
}

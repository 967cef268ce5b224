import { ScrollArea } from '@mantine/core'
import { Copy } from '../../ui/copy.tsx'
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
      <Copy text={text}>Copy JSON</Copy>
    </Field>
  )
}

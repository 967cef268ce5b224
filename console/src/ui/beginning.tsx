import { Button, Group } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { formatNumber } from './format.ts'

interface BeginningProps<T> {
  all: readonly T[]
  most: number
  children: (shown: readonly T[]) => ReactNode
}

/** The first of a list, and the others when they are asked for: a page is not slow for what few look at. */
export function Beginning<T>({ all, most, children }: BeginningProps<T>) {
  const [is_whole, setWhole] = useState(false)
  return (
    <>
      {children(is_whole || all.length <= most ? all : all.slice(0, most))}
      {!is_whole && all.length > most && (
        <Group justify="center" p="sm">
          <Button variant="subtle" size="xs" onClick={() => setWhole(true)}>
            Show all {formatNumber(all.length)}
          </Button>
        </Group>
      )}
    </>
  )
}

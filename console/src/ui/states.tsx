import { Button, Center, Loader, Stack, Text, ThemeIcon } from '@mantine/core'
import { ApiError } from '@swath/client/errors'
import type { UseQueryResult } from '@tanstack/react-query'
import { type LucideIcon, SearchX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

export function Loading({ what = 'Loading' }: { what?: string }) {
  return (
    <Center mih={160} role="status" aria-label={what}>
      <Loader size="sm" type="dots" />
    </Center>
  )
}

export function Empty(props: { icon: LucideIcon; title: string; children?: ReactNode; action?: ReactNode }) {
  const { icon: Icon, title, children, action } = props
  return (
    <Stack align="center" gap={6} py={44} px="md" ta="center">
      <ThemeIcon size={44} radius="xl" variant="light" mb={6} aria-hidden>
        <Icon size={21} strokeWidth={1.7} />
      </ThemeIcon>
      <Text fw={620}>{title}</Text>
      {children && (
        <Text c="dimmed" maw={420}>
          {children}
        </Text>
      )}
      {action && <div style={{ marginTop: 12 }}>{action}</div>}
    </Stack>
  )
}

/** Says what went wrong in the words of the API, with the number under which the server has logged it. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  if (error instanceof ApiError && error.status === 404) return <Missing error={error} />
  const id = error instanceof ApiError ? error.request_id : undefined
  return (
    <Stack align="center" gap={6} py={44} px="md" ta="center" role="alert">
      <ThemeIcon size={44} radius="xl" variant="light" color="red" mb={6} aria-hidden>
        <TriangleAlert size={21} strokeWidth={1.7} />
      </ThemeIcon>
      <Text fw={620}>This could not be loaded</Text>
      <Text c="dimmed" maw={520}>
        {messageOf(error)}
      </Text>
      {id && (
        <Text size="xs" c="dimmed">
          Request <span className="code">{id}</span>
        </Text>
      )}
      {retry && (
        <Button variant="default" mt="sm" onClick={retry}>
          Try again
        </Button>
      )}
    </Stack>
  )
}

/** Asking again would find as little. */
function Missing({ error }: { error: ApiError }) {
  return (
    <div role="alert">
      <Empty icon={SearchX} title={error.message}>
        Look at the address: a number or an id in it may be mistyped, or of another contract.
      </Empty>
    </div>
  )
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The three states of a query in one place; `children` gets the data. */
export function Answered<T>({
  query,
  children,
}: {
  query: UseQueryResult<T>
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />
  return <Loading />
}

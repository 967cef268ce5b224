import { UnstyledButton } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import { useCopy } from './copy.tsx'
import { shortId } from './format.ts'

/** An id as far as it tells things apart; a click copies the whole. */
export function Id({ children }: { children: string }) {
  const { copied, copy } = useCopy(children, children)
  return (
    <UnstyledButton
      className="id"
      title={copied ? 'Copied' : `${children}, to be copied by a click`}
      aria-label={`${shortId(children)}, copy`}
      onClick={copy}
    >
      {shortId(children)}
      {copied ? <Check size={12} aria-hidden /> : <Copy size={12} aria-hidden />}
    </UnstyledButton>
  )
}

import { UnstyledButton } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { Check, Copy } from 'lucide-react'
import { useEffect } from 'react'
import { shortId } from './format.ts'

/** An id as far as it tells things apart; a click copies the whole. */
export function Id({ children }: { children: string }) {
  const { copy, copied, error } = useClipboard({ timeout: 1500 })
  useEffect(() => {
    // Browsers give the clipboard only to pages that came by https.
    if (error) notifications.show({ title: 'Copy it by hand', message: children, autoClose: 20_000 })
  }, [error, children])
  return (
    <UnstyledButton
      className="id"
      title={copied ? 'Copied' : `${children}, to be copied by a click`}
      aria-label={`${shortId(children)}, copy`}
      onClick={() => copy(children)}
    >
      {shortId(children)}
      {copied ? <Check size={12} aria-hidden /> : <Copy size={12} aria-hidden />}
    </UnstyledButton>
  )
}

import { Button, type ButtonProps } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { Check, Copy as CopyIcon } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'

/**
 * Copies a text, and tells where the browser refuses.
 * @param by_hand what is shown then: the text, where the page shows it nowhere else
 */
export function useCopy(text: string, by_hand: string): { copied: boolean; copy: () => void } {
  const { copy, copied, error } = useClipboard({ timeout: 1500 })
  useEffect(() => {
    // Browsers give the clipboard only to pages that came by https.
    if (error) notifications.show({ title: 'Copy it by hand', message: by_hand, autoClose: 20_000 })
  }, [error, by_hand])
  return { copied, copy: () => copy(text) }
}

interface CopyProps extends ButtonProps {
  text: string
  /** For those who do not see what stands beside it. */
  label?: string
  children?: ReactNode
}

export function Copy({ text, label, children = 'Copy', ...props }: CopyProps) {
  const { copied, copy } = useCopy(text, 'The browser does not let this page copy. Select the text instead.')
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={copy}
      aria-label={copied ? 'Copied' : label}
      leftSection={copied ? <Check size={14} aria-hidden /> : <CopyIcon size={14} aria-hidden />}
      {...props}
    >
      {copied ? 'Copied' : children}
    </Button>
  )
}

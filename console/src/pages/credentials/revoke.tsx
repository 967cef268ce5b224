import { Switch } from '@mantine/core'
import type { Credential } from '@swath/contract/accounts'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { signOut } from '../../data/session.ts'
import { Confirm } from '../../ui/confirm.tsx'

interface RevokeProps {
  credential: Credential
  /** This tab uses it. */
  is_own: boolean
  /** No other one without a spend cap would be left. */
  is_last: boolean
}

export function RevokeButton({ credential, is_own, is_last }: RevokeProps) {
  const { client_id, name, credentials_made, set_up } = credential
  const [keeps_made, setKeepsMade] = useState(false)
  const made = keeps_made ? ('keep' as const) : ('revoke' as const)
  const revoking = useAction((swath) => swath.apiCredentials.revoke(client_id, { made }), {
    changes: is_own ? [] : ['credentials'],
    fails: 'Not revoked',
    says: () => `${name} is revoked.`,
    done: () => void (is_own && signOut()),
  })
  return (
    <Confirm
      label="Revoke"
      question={`Revoke ${name}?`}
      consequence={
        <>
          Whoever uses it is refused from now on, with tokens that were issued before as well. It cannot be
          taken back. Orders stay.
          {credentials_made + set_up > 0 && (
            <Switch
              my="sm"
              label={`Keep what it has made: ${madeText(credential)}. Else that stops too`}
              checked={keeps_made}
              onChange={(event) => setKeepsMade(event.currentTarget.checked)}
            />
          )}
          {is_own && <strong> This tab uses it, so you are signed out.</strong>}
          {is_own && is_last && (
            <strong> There is no other without a spend cap: only the operator can make one then.</strong>
          )}
        </>
      }
      act="Revoke the credential"
      doing={revoking}
      size="compact-sm"
    />
  )
}

function madeText({ credentials_made, set_up }: Credential): string {
  const told = [
    credentials_made > 0 && `${credentials_made} credentials`,
    set_up > 0 && `${set_up} webhooks, destinations and mails`,
  ]
  return told.filter(Boolean).join(', ')
}

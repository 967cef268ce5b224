import type { Credential } from '@swath/contract/accounts'
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

export function RevokeButton({ credential: { client_id, name }, is_own, is_last }: RevokeProps) {
  const revoking = useAction((swath) => swath.apiCredentials.revoke(client_id), {
    changes: is_own ? [] : ['credentials'],
    fails: 'Not revoked',
    says: () => `${name} is revoked.`,
    done: () => is_own && signOut(),
  })
  return (
    <Confirm
      label="Revoke"
      question={`Revoke ${name}?`}
      consequence={
        <>
          Whoever uses it is refused from now on, with tokens that were issued before as well. It cannot be
          taken back. Orders, destinations and webhooks stay.
          {is_own && <strong> This tab uses it, so you are signed out.</strong>}
          {is_own && is_last && (
            <strong> There is no other without a spend cap: only the operator can make one then.</strong>
          )}
        </>
      }
      act="Revoke the credential"
      isPending={revoking.isPending}
      onConfirm={(close) => revoking.mutate(undefined, { onError: close })}
      button={{ size: 'compact-sm' }}
    />
  )
}

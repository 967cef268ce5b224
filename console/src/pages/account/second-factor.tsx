import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { OwnFactors, OwnProof } from '@swath/contract/factors'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction } from '../../data/actions.ts'
import { factorsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { Badge } from '../../ui/badges.tsx'
import { formatTime } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'
import { AuthenticatorForm } from './authenticator.tsx'
import { ProofButton } from './proof.tsx'
import { RecoveryCodesDialog } from './recovery-codes.tsx'

/** The app of somebody that shows codes, and the codes for whoever has lost it. */
export function SecondFactor({ has_password }: { has_password: boolean }) {
  const factors = useQuery(factorsQuery(useSwath()))
  const [shown, setShown] = useState<readonly string[] | null>(null)
  return (
    <Section title="Second factor">
      <Answered query={factors}>
        {(found) => (
          <Stack gap="lg">
            <Authenticator factors={found} has_password={has_password} onCodes={setShown} />
            {found.has_any && <Recovery factors={found} has_password={has_password} onCodes={setShown} />}
          </Stack>
        )}
      </Answered>
      <RecoveryCodesDialog codes={shown} onClose={() => setShown(null)} />
    </Section>
  )
}

interface PartProps {
  factors: OwnFactors
  has_password: boolean
  onCodes: (codes: readonly string[] | null) => void
}

function Authenticator({ factors: { authenticator }, has_password, onCodes }: PartProps) {
  const [is_open, setOpen] = useState(false)
  const removing = useAction((swath, proof: OwnProof) => swath.account.factors.removeAuthenticator(proof), {
    changes: ['account'],
    says: () => 'The app is asked for no more.',
  })
  return (
    <Group justify="space-between" align="flex-start">
      <About
        title="Authenticator app"
        mark={authenticator && <Badge tone="active">In use</Badge>}
        text={
          authenticator
            ? `Since ${formatTime(authenticator.confirmed_at)}. Its code is asked for after your password.`
            : 'An app on your telephone shows a new code every half minute, which is asked for after your password.'
        }
      />
      {authenticator ? (
        <ProofButton
          label="Remove"
          title="Remove the app?"
          about="After that your password alone signs you in, unless you have a passkey."
          act="Remove"
          has_password={has_password}
          sending={removing}
        />
      ) : (
        <Button variant="default" onClick={() => setOpen(true)}>
          Set up
        </Button>
      )}
      <Modal opened={is_open} onClose={() => setOpen(false)} title="Set up an app" size="md">
        <AuthenticatorForm
          onDone={(codes) => {
            setOpen(false)
            onCodes(codes)
          }}
        />
      </Modal>
    </Group>
  )
}

function Recovery({ factors: { recovery_codes_left }, has_password, onCodes }: PartProps) {
  const renewing = useAction((swath, proof: OwnProof) => swath.account.factors.renewRecoveryCodes(proof), {
    changes: ['account'],
    done: ({ recovery_codes }) => onCodes(recovery_codes),
  })
  return (
    <Group justify="space-between" align="flex-start">
      <About
        title="Recovery codes"
        mark={recovery_codes_left < 3 && <Badge tone="partial">{`${recovery_codes_left} left`}</Badge>}
        text={`${recovery_codes_left} of 10 are left. Each signs you in once, when your device is lost.`}
      />
      <ProofButton
        label="Renew"
        title="Renew the recovery codes?"
        about="Those that you have are worth nothing any more."
        act="Renew"
        has_password={has_password}
        sending={renewing}
      />
    </Group>
  )
}

function About({ title, mark, text }: { title: string; mark: React.ReactNode; text: string }) {
  return (
    <Stack gap={2} flex="1 1 260px">
      <Group gap="xs">
        <Text fw={560}>{title}</Text>
        {mark}
      </Group>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
    </Stack>
  )
}

import { Text } from '@mantine/core'
import type { DestinationKind, VerifyStep } from '@swath/contract/destination-kinds'
import type { Destination, Verification } from '@swath/contract/destinations'
import { Check, X } from 'lucide-react'
import { Badge } from '../../ui/badges.tsx'
import { When } from '../../ui/when.tsx'
import classes from './destinations.module.css'

export function VerificationBadge({ of: { verification, is_enabled } }: { of: Destination }) {
  if (!is_enabled) return <Badge tone="neutral">Disabled</Badge>
  if (!verification) return <Badge tone="partial">Not verified</Badge>
  return verification.worked ? <Badge tone="good">Verified</Badge> : <Badge tone="bad">Does not work</Badge>
}

const names: Record<VerifyStep['step'], string> = {
  claim: 'Claim a path',
  look: 'Look whether a file is there',
  write: 'Write a file',
  read: 'Read it back',
  discard: 'Discard what broke off',
  resume: 'Go on with a file that broke off',
  remove: 'Remove the file',
}

/** Each step of the probe, and of one that failed what would make it work. */
export function Steps({ verification, kind }: { verification: Verification; kind: DestinationKind }) {
  return (
    <>
      <ol className={classes.steps} aria-label={`Steps of the probe of ${kind}`}>
        {verification.steps.map((step) => (
          <li key={step.step} className={classes.step} data-tone={step.worked ? 'good' : 'bad'}>
            <span className={classes.mark}>
              {step.worked ? <Check size={13} strokeWidth={3} /> : <X size={13} strokeWidth={3} />}
            </span>
            <div>
              <Text fw={560}>{names[step.step]}</Text>
              <Text size="sm" c="dimmed">
                {step.message}
                {step.missing_permission && (
                  <>
                    {' '}
                    Missing permission: <span className="code">{step.missing_permission}</span>
                  </>
                )}
              </Text>
            </div>
          </li>
        ))}
      </ol>
      <Text size="sm" c="dimmed" mt="sm">
        Tried <When at={verification.verified_at} />
      </Text>
    </>
  )
}

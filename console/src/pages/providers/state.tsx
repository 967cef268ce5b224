import { Text } from '@mantine/core'
import type { Provider } from '@swath/client/providers'
import { Badge, type Tone } from '../../ui/badges.tsx'
import { formatWord } from '../../ui/format.ts'
import { When } from '../../ui/when.tsx'

const tones: Record<Provider['health']['state'], Tone> = {
  answering: 'good',
  away: 'bad',
  disabled: 'neutral',
}

export function HealthBadge({ health: { state, away_since } }: Pick<Provider, 'health'>) {
  return (
    <div>
      <Badge tone={tones[state]}>{formatWord(state)}</Badge>
      {away_since && (
        <Text size="sm" c="dimmed">
          Since <When at={away_since} />
        </Text>
      )}
    </div>
  )
}

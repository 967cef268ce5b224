import type { Contract } from '@swath/contract/contracts'
import type { Tone } from '../../ui/badges.tsx'

export const contract_tones: Record<Contract['status'], Tone> = {
  active: 'good',
  suspended: 'partial',
  ended: 'neutral',
}

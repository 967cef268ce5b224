import type { Provider } from '@swath/client/providers'
import type { Capabilities } from '@swath/contract/provider-protocol/capabilities'
import { formatNumber } from '../../ui/format.ts'
import { Facts } from '../../ui/page.tsx'

const most_names = 12

/** A provider said that it can do this. The server keeps no answer that is not one of the protocol. */
export function CapabilityFacts({ told }: { told: NonNullable<Provider['capabilities']> }) {
  const can = told as unknown as Capabilities
  return <Facts facts={{ ...whatItMakes(can), ...howItLooks(can), ...howItWorks(can) }} />
}

function whatItMakes({ products, hours_to_deliver, modes }: Capabilities) {
  const levels = Object.entries(hours_to_deliver).map(
    ([level, hours]) => `${level.replace('_', ' ')} after ${formatNumber(hours)} h`,
  )
  return {
    Products: products.includes('*') ? 'Whatever is ordered' : namesOf(products),
    Levels: levels.join(', '),
    'Collects by': namesOf(modes),
  }
}

function howItLooks({ swath, agility, satellites }: Capabilities) {
  return {
    Swath: `${formatNumber(swath.swath_width_km)} km wide, ${formatNumber(swath.overlap_km)} km of it shared`,
    'Longest strip': `${formatNumber(swath.max_length_km)} km`,
    Heading: `${formatNumber(swath.track_heading_deg)}° from north`,
    Satellites: namesOf(satellites.map(({ satellite_name }) => satellite_name)),
    'Looks aside': agility && `Up to ${formatNumber(agility.max_off_nadir_deg)}°`,
    Turns:
      agility && `${formatNumber(agility.slew_deg_s)}°/s, and settles in ${formatNumber(agility.settle_s)} s`,
  }
}

function howItWorks(can: Capabilities) {
  return {
    'Areas are divided by': can.plans_frames ? 'The provider' : 'Swath',
    Passes: can.reserves_passes && 'Are kept for orders that name them',
    Cancellations: can.confirms_cancellation && 'May be refused',
    Work: can.takes_requests ? 'Is sent to it' : 'Is fetched by it',
  }
}

/** A constellation may have thousands. */
function namesOf(all: readonly string[]): string {
  const shown = all.slice(0, most_names).join(', ')
  return all.length > most_names ? `${shown} and ${formatNumber(all.length - most_names)} more` : shown
}

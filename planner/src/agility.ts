/** Agility tells how fast a satellite turns. */
export interface Agility {
  /** After a turn, until it is steady. */
  settle_s: number
  rate_deg_per_s: number
  acceleration_deg_per_s2: number
}

/** It speeds up, turns, and slows down; a small turn ends before the full rate is reached. */
export function slewSeconds(angle_deg: number, agility: Agility): number {
  const { settle_s, rate_deg_per_s, acceleration_deg_per_s2 } = agility
  const speeding_deg = rate_deg_per_s ** 2 / acceleration_deg_per_s2
  const turn_s =
    angle_deg < speeding_deg
      ? 2 * Math.sqrt(angle_deg / acceleration_deg_per_s2)
      : angle_deg / rate_deg_per_s + rate_deg_per_s / acceleration_deg_per_s2
  return settle_s + turn_s
}

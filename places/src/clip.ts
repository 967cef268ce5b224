/** Corners of neighbours that were computed may differ by less than a millimetre. */
const same_deg = 1e-9

export type Polygon = number[][][]
type Area = Polygon | Polygon[]

/** Gives all of them as one, what they have in common, or the rest of the first without the others, on the plane. */
export async function clip(
  how: 'union' | 'intersection' | 'difference',
  first: Area,
  ...others: readonly Area[]
): Promise<Polygon[]> {
  const polyclip = await import('polyclip-ts')
  polyclip.setPrecision(same_deg)
  const [one, ...more] = [first, ...others] as [number, number][][][]
  return polyclip[how](one!, ...more)
}

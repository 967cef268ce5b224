/** Corners of neighbours that were computed may differ by less than a millimetre. */
const same_deg = 1e-9

export type Polygon = number[][][]
type Area = Polygon | Polygon[]

/** Gives the part that all have together, or the rest of the first without the others, on the plane. */
export async function clip(
  how: 'union' | 'difference',
  first: Area,
  ...others: readonly Area[]
): Promise<Polygon[]> {
  const polyclip = await import('polyclip-ts')
  polyclip.setPrecision(same_deg)
  const [one, ...more] = [first, ...others] as [number, number][][][]
  return polyclip[how](one!, ...more)
}

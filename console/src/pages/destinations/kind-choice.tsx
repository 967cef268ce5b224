import type { DestinationKind } from '@swath/contract/destination-kinds'
import classes from './destinations.module.css'
import { places } from './fields.ts'

const kinds = Object.keys(places) as DestinationKind[]

export function KindChoice({
  value,
  onChange,
}: {
  value: DestinationKind
  onChange: (kind: DestinationKind) => void
}) {
  return (
    <div className={classes.kinds} role="radiogroup" aria-label="Kind of place">
      {kinds.map((kind) => (
        <label key={kind} className={classes.kind}>
          <input
            type="radio"
            name="kind"
            value={kind}
            checked={kind === value}
            onChange={() => onChange(kind)}
          />
          <span>{places[kind].name}</span>
          <small>{places[kind].about}</small>
        </label>
      ))}
    </div>
  )
}

import { Select } from '@mantine/core'

interface TimeZoneInputProps {
  value: string
  onChange: (time_zone: string) => void
  error?: string | undefined
}

/** The zone in which the months of statements begin and end. */
export function TimeZoneInput({ value, onChange, error }: TimeZoneInputProps) {
  return (
    <Select
      label="Time zone"
      description="Months of statements begin and end at midnight there; a change counts from the next one on."
      searchable
      allowDeselect={false}
      data={zones}
      limit={100}
      value={value}
      onChange={(chosen) => onChange(chosen ?? value)}
      error={error}
      required
    />
  )
}

const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

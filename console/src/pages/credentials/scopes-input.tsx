import { MultiSelect } from '@mantine/core'
import { all_scopes, type CredentialScope, scopes } from '@swath/contract/accounts'

interface ScopesInputProps {
  value: readonly CredentialScope[]
  /** The scopes that there are to give. */
  from: readonly CredentialScope[]
  onChange: (scopes: CredentialScope[]) => void
}

/** Chooses scopes: a scope that cannot be given cannot be taken either. */
export function ScopesInput({ value, from, onChange }: ScopesInputProps) {
  const offered = all_scopes.filter((scope) => from.includes(scope) || value.includes(scope))
  return (
    <MultiSelect
      label="Scopes"
      description="What it may. What it makes itself may no more."
      data={offered}
      value={[...value]}
      onChange={(chosen) => onChange(chosen as CredentialScope[])}
      renderOption={({ option }) => `${option.value}: ${scopes[option.value as CredentialScope]}`}
    />
  )
}

import { MultiSelect, Select, Stack } from '@mantine/core'
import {
  all_scopes,
  type CredentialScope,
  customer_roles,
  type NamedRole,
  named_roles,
  roleOfScopes,
  scopes,
} from '@swath/contract/permissions'
import { formatWord } from '../../ui/format.ts'

interface ScopesInputProps {
  value: readonly CredentialScope[]
  /** The scopes that there are to give. */
  from: readonly CredentialScope[]
  onChange: (scopes: CredentialScope[]) => void
}

/** Chooses scopes, by a role or one by one: a scope that cannot be given cannot be taken either. */
export function ScopesInput({ value, from, onChange }: ScopesInputProps) {
  const offered = all_scopes.customer.filter((scope) => from.includes(scope) || value.includes(scope))
  const roles = customer_roles.filter((role) =>
    named_roles.customer[role].every((scope) => offered.includes(scope)),
  )
  const setRole = (role: NamedRole | null) =>
    role && onChange([...named_roles.customer[role as (typeof roles)[number]]])
  return (
    <Stack gap="md">
      <Select
        label="Role"
        description="A set of scopes that has a name."
        placeholder="A set of its own"
        data={roles.map((role) => ({ value: role, label: formatWord(role) }))}
        value={roleOfScopes('customer', value)}
        onChange={(role) => setRole(role as NamedRole | null)}
      />
      <MultiSelect
        label="Scopes"
        description="What it may. What it makes itself may no more."
        data={offered}
        value={[...value]}
        onChange={(chosen) => onChange(chosen as CredentialScope[])}
        renderOption={({ option }) =>
          `${option.value}: ${scopes.customer[option.value as keyof typeof scopes.customer]}`
        }
      />
    </Stack>
  )
}

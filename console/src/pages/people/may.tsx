import { MultiSelect, Select, Stack } from '@mantine/core'
import type { Member } from '@swath/contract/people'
import {
  all_scopes,
  type CredentialScope,
  customer_roles,
  type NamedRole,
  roleOfScopes,
  scopes,
  scopesOfRole,
  staff_roles,
} from '@swath/contract/permissions'
import { formatWord } from '../../ui/format.ts'

export const mayText = ({ acts_as, scopes }: Pick<Member, 'acts_as' | 'scopes'>) =>
  acts_as ? formatWord(acts_as) : scopes.join(', ') || 'Nothing'

interface MayInputProps {
  side: 'customer' | 'operator'
  value: readonly CredentialScope[]
  onChange: (scopes: CredentialScope[]) => void
}

/** Chooses what somebody may: a role, or a set of their own. */
export function MayInput({ side, value, onChange }: MayInputProps) {
  const roles: readonly NamedRole[] = side === 'customer' ? customer_roles : staff_roles
  const texts: Readonly<Record<string, string>> = scopes[side]
  return (
    <Stack gap="md">
      <Select
        label="Role"
        placeholder="A set of their own"
        data={roles.map((role) => ({ value: role, label: formatWord(role) }))}
        value={roleOfScopes(side, value)}
        onChange={(role) => role && onChange([...scopesOfRole(side, role as NamedRole)!])}
      />
      <MultiSelect
        label="Permissions"
        description="Those of the role, or others."
        data={[...all_scopes[side]]}
        value={[...value]}
        onChange={(chosen) => onChange(chosen as CredentialScope[])}
        renderOption={({ option }) => `${option.value}: ${texts[option.value]}`}
      />
    </Stack>
  )
}

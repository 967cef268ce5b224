import { Select } from '@mantine/core'
import { chooseContract, useSession } from '../data/session.ts'

const staff = { value: 'staff', label: 'Your staff' }

/** Which contract is looked at, or that somebody acts as staff. Whoever has only one sees its name. */
export function ContractChoice() {
  const { role, contracts, contract_id, is_staff } = useSession()
  if (contracts.length === 0) return null
  const offered = contracts.map((one) => ({ value: one.contract_id, label: one.name }))
  const choices = is_staff ? [staff, ...offered] : offered
  return (
    <Select
      aria-label="Contract"
      data={choices}
      value={role === 'operator' ? staff.value : contract_id}
      onChange={(chosen) => chosen && chooseContract(chosen === staff.value ? null : chosen)}
      allowDeselect={false}
      readOnly={choices.length === 1}
      {...(choices.length === 1 ? { rightSection: <span /> } : {})}
      comboboxProps={{ withinPortal: true }}
    />
  )
}

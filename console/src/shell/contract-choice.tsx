import { Select } from '@mantine/core'
import { chooseContract, useSession } from '../data/session.ts'

/** Which contract is looked at. Whoever has only one sees its name. */
export function ContractChoice() {
  const { role, contracts, contract_id } = useSession()
  if (role === 'operator') return null
  return (
    <Select
      aria-label="Contract"
      data={contracts.map((one) => ({ value: one.contract_id, label: one.name }))}
      value={contract_id}
      onChange={(chosen) => chosen && chooseContract(chosen)}
      allowDeselect={false}
      readOnly={contracts.length === 1}
      {...(contracts.length === 1 ? { rightSection: <span /> } : {})}
      comboboxProps={{ withinPortal: true }}
    />
  )
}

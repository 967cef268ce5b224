import { MultiSelect, Radio, Stack, Textarea, TextInput } from '@mantine/core'
import type { RestrictedArea } from '@swath/contract/restricted-areas'
import { useQuery } from '@tanstack/react-query'
import { organisationsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { problemAt } from '../../ui/form.tsx'

export type AreaDraft = Pick<RestrictedArea, 'name' | 'reason' | 'rule' | 'except_organisation_ids'>

interface RuleFieldsProps {
  draft: AreaDraft
  change: (changed: Partial<AreaDraft>) => void
  error: unknown
}

/** The fields say what holds in a restricted area, why, and for whom it does not. */
export function RuleFields({ draft, change, error }: RuleFieldsProps) {
  const customers = useQuery(organisationsQuery(useSwath())).data ?? []
  return (
    <Stack gap="md">
      <Radio.Group
        label="Orders there"
        value={draft.rule}
        onChange={(rule) => change({ rule: rule as AreaDraft['rule'] })}
      >
        <Stack gap={8} mt={6}>
          <Radio value="refuse" label="Are refused" description="Downloads as well." />
          <Radio
            value="approval"
            label="Wait for the order desk"
            description="Downloads are refused, as nobody waits for them."
          />
        </Stack>
      </Radio.Group>
      <TextInput
        label="Name"
        description="Unique, and told to whoever orders there."
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={problemAt(error, '/name')}
        maxLength={120}
        required
      />
      <Textarea
        label="Reason"
        description="Told to whoever orders there."
        value={draft.reason}
        onChange={(event) => change({ reason: event.currentTarget.value })}
        error={problemAt(error, '/reason')}
        maxLength={500}
        rows={2}
        required
      />
      <MultiSelect
        label="But not for"
        placeholder={draft.except_organisation_ids.length === 0 ? 'Nobody: it holds for all' : ''}
        data={customers.map(({ organisation_id: value, name: label }) => ({ value, label }))}
        value={draft.except_organisation_ids}
        onChange={(ids) => change({ except_organisation_ids: ids })}
        error={problemAt(error, '/except_organisation_ids')}
        searchable
      />
    </Stack>
  )
}

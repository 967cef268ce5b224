import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Split } from 'lucide-react'
import { providerQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Answered, Empty } from '../ui/states.tsx'
import { RuleEditor } from './providers/rule-editor.tsx'

export default function ProviderSkuPage() {
  const { name, sku } = useParams({ from: '/signed-in/providers/$name/skus/$sku' })
  const provider = useQuery(providerQuery(useSwath(), name))
  return (
    <Answered query={provider}>
      {(found) => {
        const rule = found.skus.find((one) => one.sku === sku)
        return rule ? <RuleEditor key={sku} provider={found} before={rule} /> : <NoRule name={name} />
      }}
    </Answered>
  )
}

function NoRule({ name }: { name: string }) {
  const back = (
    <LinkButton to="/providers/$name" params={{ name }} variant="default">
      Back to the provider
    </LinkButton>
  )
  return (
    <Empty icon={Split} title="There is no such rule" action={back}>
      Somebody may have removed it.
    </Empty>
  )
}

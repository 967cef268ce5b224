import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { providerQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { Answered } from '../ui/states.tsx'
import { RuleEditor } from './providers/rule-editor.tsx'

export default function NewProviderSkuPage() {
  const { name } = useParams({ from: '/signed-in/providers/$name/new-sku' })
  const provider = useQuery(providerQuery(useSwath(), name))
  return <Answered query={provider}>{(found) => <RuleEditor provider={found} />}</Answered>
}

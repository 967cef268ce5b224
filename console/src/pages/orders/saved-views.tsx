import { useNavigate } from '@tanstack/react-router'
import { Bookmark } from 'lucide-react'
import { useKept } from '../../data/kept.ts'
import type { OrdersSearch } from '../../data/order-views.ts'
import { SavedList } from '../../ui/saved-list.tsx'

interface View {
  name: string
  search: OrdersSearch
  columns: readonly string[]
}

interface SavedViewsProps {
  search: OrdersSearch
  columns: readonly string[]
  setColumns: (columns: readonly string[]) => void
}

/** Filters, sort and columns under a name. */
export function SavedViews({ search, columns, setColumns }: SavedViewsProps) {
  const [views, keep] = useKept<readonly View[]>('order-views', [])
  const navigate = useNavigate()
  return (
    <SavedList
      label="Views"
      icon={Bookmark}
      saved={views}
      keep={keep}
      current={(name) => ({ name, search, columns })}
      pick={(view) => {
        setColumns(view.columns)
        void navigate({ to: '/orders', search: view.search })
      }}
      note="Kept in this browser, for you and this contract. The address of the page shows others the same list."
    />
  )
}

import { Tabs } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { Item } from '@swath/client/stac'
import type { Geometry } from '@swath/contract/geometry'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ChevronLeft, FileImage } from 'lucide-react'
import { useState } from 'react'
import { itemQuery, keepLast } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { combined } from '../map/combining.ts'
import { formatTime } from '../ui/format.ts'
import { usePageTitle } from '../ui/page.tsx'
import { Answered, Empty } from '../ui/states.tsx'
import type { ViewNow } from '../viewer/image-map.ts'
import type { Picture } from '../viewer/picture.ts'
import { AboutItem } from './archive/about-item.tsx'
import { OrderPart } from './archive/order-part.tsx'
import { pictureQuery } from './archive/picture-query.ts'
import classes from './image/image.module.css'
import { LookPanel } from './image/look-panel.tsx'
import type { ImageSearch } from './image/search.ts'
import { Stage } from './image/stage.tsx'
import { useShown } from './image/use-shown.ts'

export default function ArchiveImagePage() {
  const { collection, item } = useParams({ from: '/signed-in/archive/$collection/$item' })
  const found = useQuery(itemQuery(useSwath(), collection, item))
  return <Answered query={found}>{(one) => <ItemPage item={one} />}</Answered>
}

function ItemPage({ item }: { item: Item }) {
  const key = item.assets?.preview ? 'preview' : item.assets?.thumbnail ? 'thumbnail' : undefined
  const picture = useQuery({
    ...pictureQuery(useSwath(), item, key ?? 'preview'),
    enabled: key !== undefined,
  })
  if (key === undefined)
    return (
      <Empty icon={FileImage} title="No picture to look at">
        The archive has no preview of this image.
      </Empty>
    )
  return <Answered query={picture}>{(read) => <Preview item={item} picture={read} />}</Answered>
}

/** Parts are asked for when the view has settled. */
const settle_ms = 300

/** The part of an image that lies within a ring, all of it without one; undefined where that is nothing. */
function usePart(footprint: Geometry, ring: ViewNow['ring']): Geometry | undefined {
  const found = useQuery({
    queryKey: ['part', footprint, ring],
    queryFn: () => combined(footprint, { type: 'Polygon', coordinates: [ring!] }, 'within'),
    enabled: ring !== undefined,
    ...keepLast,
  })
  if (!ring) return footprint
  return found.isError ? undefined : (found.data ?? footprint)
}

function Preview({ item, picture }: { item: Item; picture: Picture }) {
  const { datetime, platform } = item.properties ?? {}
  const title = typeof datetime === 'string' ? formatTime(datetime) : item.id
  usePageTitle(`Archive, ${title}`)
  const [search, setSearch] = useState<ImageSearch>({})
  const shown = useShown({ raster: picture }, search)
  const [view, setView] = useState<ViewNow>()
  const [settled] = useDebouncedValue(view, settle_ms)
  const [is_whole, setWhole] = useState(true)
  const footprint = item.geometry as Geometry
  const part = usePart(footprint, is_whole ? undefined : settled?.ring)
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <div>
          <Link to="/archive" className={`text-link ${classes.back}`}>
            <ChevronLeft size={15} aria-hidden /> Archive
          </Link>
          <h1>
            Preview<time> · {title}</time>
            {typeof platform === 'string' && <time> · {platform}</time>}
          </h1>
        </div>
      </header>
      <div className={classes.stage}>
        <Stage label={`Preview of ${item.id}`} shown={shown} outline={part} onView={setView} />
      </div>
      <aside className={classes.panel} aria-label="The image">
        <Tabs defaultValue="order" keepMounted={false}>
          <Tabs.List grow>
            <Tabs.Tab value="order">Order</Tabs.Tab>
            <Tabs.Tab value="look">Look</Tabs.Tab>
            <Tabs.Tab value="about">About</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="order" className={classes.tab}>
            <OrderPart
              {...{ item, part, is_whole, setWhole }}
              has_place={picture.facts.place !== undefined}
            />
          </Tabs.Panel>
          <Tabs.Panel value="look" className={classes.tab}>
            <LookPanel
              facts={picture.facts}
              shown={shown}
              search={search}
              change={(changed) => setSearch({ ...search, ...changed })}
            />
          </Tabs.Panel>
          <Tabs.Panel value="about" className={classes.tab}>
            <AboutItem item={item} />
          </Tabs.Panel>
        </Tabs>
      </aside>
    </div>
  )
}

import { Tabs } from '@mantine/core'
import type { Deliverable } from '@swath/contract/deliverables'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ChevronLeft, FileImage } from 'lucide-react'
import { deliverableQuery, orderCapturesQuery, orderQuery } from '../data/queries.ts'
import { type OpenedRaster, useOpenRasters, useRaster } from '../data/rasters.ts'
import { useSwath } from '../data/session.ts'
import { StateBadge } from '../ui/badges.tsx'
import { formatTime } from '../ui/format.ts'
import { usePageTitle } from '../ui/page.tsx'
import { Answered, Empty, Failure, Loading } from '../ui/states.tsx'
import { AboutImage } from './image/about.tsx'
import { ImageFiles } from './image/files.tsx'
import classes from './image/image.module.css'
import { LookPanel } from './image/look-panel.tsx'
import { type ImageSearch, imageKeysOf } from './image/search.ts'
import { Stage } from './image/stage.tsx'
import { useShown } from './image/use-shown.ts'

export default function ImagePage() {
  const { deliverable_id } = useParams({ from: '/signed-in/images/$deliverable_id' })
  const deliverable = useQuery(deliverableQuery(useSwath(), deliverable_id))
  return <Answered query={deliverable}>{(found) => <ImageOf deliverable={found} />}</Answered>
}

function ImageOf({ deliverable }: { deliverable: Deliverable }) {
  const { deliverable_id, order_id, processing_level, capture_id } = deliverable
  const swath = useSwath()
  const order = useQuery(orderQuery(swath, order_id)).data
  const captures = useQuery(orderCapturesQuery(swath, order_id)).data
  const capture = captures?.find((one) => one.capture_id === capture_id)
  const level = processing_level.replace('_', ' ')
  usePageTitle(`${level} of ${order?.properties.order_name ?? 'an order'}`)
  const search = useSearch({ from: '/signed-in/images/$deliverable_id' })
  const navigate = useNavigate()
  const change = (changed: ImageSearch) =>
    void navigate({
      to: '/images/$deliverable_id',
      params: { deliverable_id },
      search: { ...search, ...changed },
      replace: true,
    })
  const keys = imageKeysOf(deliverable)
  const key = keys.find((one) => one === search.file) ?? keys[0]
  const rasters = useOpenRasters()
  const opened = useRaster(rasters, deliverable_id, key)
  const clouds = useRaster(rasters, deliverable_id, search.clouds && deliverable.assets.cloud && 'cloud')
  const shown = useShown(opened.raster, clouds.raster, search)
  return (
    <div className={classes.page}>
      <header className={classes.bar}>
        <div>
          <Link to="/orders/$order_id" params={{ order_id }} className={`text-link ${classes.back}`}>
            <ChevronLeft size={15} aria-hidden /> {order?.properties.order_name ?? `Order ${order_id}`}
          </Link>
          <h1>
            {level}
            {capture?.acquired_at && <time> · {formatTime(capture.acquired_at)}</time>}
          </h1>
        </div>
        <StateBadge state={deliverable.status} />
      </header>
      <div className={classes.stage}>
        <StageOr opened={opened} has_image={key !== undefined}>
          <Stage
            label={`${level} of ${order?.properties.order_name ?? order_id}`}
            raster={opened.raster!}
            shown={shown}
            outline={order?.geometry}
          />
        </StageOr>
      </div>
      <aside className={classes.panel} aria-label="The image">
        <Tabs defaultValue="look" keepMounted={false}>
          <Tabs.List grow>
            <Tabs.Tab value="look">Look</Tabs.Tab>
            <Tabs.Tab value="about">About</Tabs.Tab>
            <Tabs.Tab value="files">Files</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="look" className={classes.tab}>
            {opened.raster && (
              <LookPanel
                facts={opened.raster.facts}
                keys={keys}
                file={key!}
                has_clouds={deliverable.assets.cloud !== undefined}
                cloud_facts={clouds.raster?.facts}
                shown={shown}
                search={search}
                change={change}
              />
            )}
          </Tabs.Panel>
          <Tabs.Panel value="about" className={classes.tab}>
            <AboutImage deliverable={deliverable} capture={capture} facts={opened.raster?.facts} />
          </Tabs.Panel>
          <Tabs.Panel value="files" className={classes.tab}>
            <ImageFiles deliverable={deliverable} />
          </Tabs.Panel>
        </Tabs>
      </aside>
    </div>
  )
}

function StageOr({
  opened: { raster, error, retry },
  has_image,
  children,
}: {
  opened: OpenedRaster
  has_image: boolean
  children: React.ReactNode
}) {
  if (!has_image)
    return (
      <Empty icon={FileImage} title="No image to look at">
        There is no GeoTIFF among the files of this deliverable, or they are not there yet.
      </Empty>
    )
  if (error) return <Failure error={error} retry={retry} />
  return raster ? children : <Loading what="Opening the image" />
}

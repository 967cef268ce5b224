import { Tabs } from '@mantine/core'
import type { Deliverable } from '@swath/contract/deliverables'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ChevronLeft, FileImage } from 'lucide-react'
import type { ReactNode } from 'react'
import { deliverableQuery, keepLast, orderCapturesQuery, orderQuery } from '../data/queries.ts'
import { type OpenedRaster, useOpenRasters, useRaster } from '../data/rasters.ts'
import { useSwath } from '../data/session.ts'
import { StateBadge } from '../ui/badges.tsx'
import { formatTime } from '../ui/format.ts'
import { usePageTitle } from '../ui/page.tsx'
import { Answered, Empty, Failure, Loading } from '../ui/states.tsx'
import { AboutImage } from './image/about.tsx'
import { type AreaImage, nameOfImage, onePerCapture, useAreaImages } from './image/area-images.ts'
import { ComparePanel } from './image/compare-panel.tsx'
import { ImageFiles } from './image/files.tsx'
import classes from './image/image.module.css'
import { LookPanel } from './image/look-panel.tsx'
import { cloudKeyOf, type ImageSearch, imageKeysOf } from './image/search.ts'
import { Stage } from './image/stage.tsx'
import { TimeStrip } from './image/time-strip.tsx'
import { useComparison } from './image/use-comparison.ts'
import { useShown } from './image/use-shown.ts'

export default function ImagePage() {
  const { deliverable_id } = useParams({ from: '/signed-in/images/$deliverable_id' })
  const deliverable = useQuery({ ...deliverableQuery(useSwath(), deliverable_id), ...keepLast })
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
  const { search, change, show } = useAddress(deliverable_id)
  const { images, has_older } = useAreaImages(deliverable, capture)
  const keys = imageKeysOf(deliverable)
  const key = keys.find((one) => one === search.file) ?? keys[0]
  const opened = useOpened(deliverable, key, images, search)
  const { image, clouds, other } = opened
  const shown = useShown({ raster: image.raster, clouds: clouds.raster, other: other.raster }, search)
  const comparison = useComparison(search)
  const with_image = images.find((one) => one.deliverable.deliverable_id === search.with)
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
        <StageOr opened={image} has_image={key !== undefined}>
          <Stage
            label={`${level} of ${order?.properties.order_name ?? order_id}`}
            is_before={image.is_before || shown.is_before}
            shown={shown}
            names={[nameOfImage({ deliverable, capture }), with_image && nameOfImage(with_image)]}
            comparison={comparison}
            outline={order?.geometry}
          />
        </StageOr>
      </div>
      <TimeStrip
        images={onePerCapture(images, processing_level)}
        has_older={has_older}
        capture_id={capture_id}
        onPick={show}
      />
      <aside className={classes.panel} aria-label="The image">
        <Tabs defaultValue="look" keepMounted={false}>
          <Tabs.List grow>
            <Tabs.Tab value="look">Look</Tabs.Tab>
            <Tabs.Tab value="compare">Compare</Tabs.Tab>
            <Tabs.Tab value="about">About</Tabs.Tab>
            <Tabs.Tab value="files">Files</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="look" className={classes.tab}>
            {image.raster && (
              <LookPanel
                facts={image.raster.facts}
                files={{ keys, chosen: key! }}
                clouds={cloudKeyOf(deliverable) ? clouds : undefined}
                {...{ shown, search, change }}
              />
            )}
          </Tabs.Panel>
          <Tabs.Panel value="compare" className={classes.tab}>
            <ComparePanel
              {...{ deliverable_id, capture_id, images, has_older, comparison, search, change }}
              are_apart={shown.are_apart}
            />
          </Tabs.Panel>
          <Tabs.Panel value="about" className={classes.tab}>
            <AboutImage deliverable={deliverable} capture={capture} facts={image.raster?.facts} />
          </Tabs.Panel>
          <Tabs.Panel value="files" className={classes.tab}>
            <ImageFiles deliverable={deliverable} />
          </Tabs.Panel>
        </Tabs>
      </aside>
    </div>
  )
}

/** The image, its clouds, and the one that it is compared with. */
function useOpened(
  deliverable: Deliverable,
  key: string | undefined,
  images: readonly AreaImage[],
  search: ImageSearch,
) {
  const rasters = useOpenRasters()
  const compared = images.find((one) => one.deliverable.deliverable_id === search.with)?.deliverable
  const other_keys = compared ? imageKeysOf(compared) : []
  const { deliverable_id } = deliverable
  return {
    image: useRaster(rasters, deliverable_id, key),
    clouds: useRaster(rasters, deliverable_id, search.clouds && cloudKeyOf(deliverable)),
    other: useRaster(
      rasters,
      compared?.deliverable_id,
      other_keys.find((one) => one === key) ?? other_keys[0],
    ),
  }
}

function useAddress(deliverable_id: string) {
  const search = useSearch({ from: '/signed-in/images/$deliverable_id' })
  const navigate = useNavigate()
  const go = (id: string, changed: ImageSearch) =>
    void navigate({
      to: '/images/$deliverable_id',
      params: { deliverable_id: id },
      search: { ...search, ...changed },
      replace: true,
    })
  return {
    search,
    change: (changed: ImageSearch) => go(deliverable_id, changed),
    /** It is compared with nothing but itself where the other one is shown. */
    show: ({ deliverable: { deliverable_id: id } }: AreaImage) =>
      go(id, search.with === id ? { with: undefined } : {}),
  }
}

interface StageOrProps {
  opened: OpenedRaster
  has_image: boolean
  children: ReactNode
}

function StageOr({ opened: { raster, error, retry }, has_image, children }: StageOrProps) {
  if (!has_image)
    return (
      <Empty icon={FileImage} title="No image to look at">
        There is no GeoTIFF among the files of this deliverable, or they are not there yet.
      </Empty>
    )
  if (error) return <Failure error={error} retry={retry} />
  return raster ? children : <Loading what="Opening the image" />
}

import type { Item } from '@swath/client/stac'
import { ImageOff } from 'lucide-react'
import { useImage } from '../../data/images.ts'
import classes from './archive.module.css'

/** The small picture of an item of the archive. Looking costs nothing. */
export function Thumbnail({ item }: { item: Item }) {
  const { assets = {}, collection, id } = item
  const key = assets.thumbnail ? 'thumbnail' : assets.preview ? 'preview' : undefined
  if (key === undefined) return <Nothing />
  return <Picture collection={collection} id={id} of={key} />
}

function Picture({ collection, id, of }: { collection: string; id: string; of: 'thumbnail' | 'preview' }) {
  const { url, is_missing } = useImage([collection, id, of], (swath, options) =>
    swath.stac.openBrowseImage(collection, id, of, options),
  )
  if (is_missing) return <Nothing />
  return <div className={classes.thumbnail}>{url && <img src={url} alt="" />}</div>
}

function Nothing() {
  return (
    <div className={classes.thumbnail}>
      <ImageOff size={18} strokeWidth={1.5} aria-hidden />
    </div>
  )
}

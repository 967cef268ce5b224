import { Radio, Text } from '@mantine/core'
import type { Product } from '@swath/contract/products'
import type { Price } from '@swath/contract/quotes'
import { formatMoney } from '../../ui/format.ts'
import type { Draft } from './draft.ts'
import { sumOfLevels } from './draft-price.ts'
import classes from './new-order.module.css'
import type { ChangeDraft } from './use-draft.ts'

interface LevelsProps {
  product: Product
  draft: Draft
  change: ChangeDraft
  /** The price of the order as it is now. */
  price: Price | null | undefined
}

/** The processing levels that can be ordered, with the sum of each choice. */
export function Levels({ product, draft, change, price }: LevelsProps) {
  const { processing_levels, default_processing_levels } = product
  if (processing_levels.length < 2) return null
  const several =
    default_processing_levels.length > 1 ? [{ value: '', levels: default_processing_levels }] : []
  const choices = [
    ...several,
    ...processing_levels.map((level) => ({ value: level as string, levels: [level] })),
  ]
  const [only] = default_processing_levels
  return (
    <Radio.Group
      label="Processing level"
      value={draft.processing_level || (several.length > 0 ? '' : (only ?? ''))}
      onChange={(processing_level) => change({ processing_level })}
    >
      <div className={classes.products}>
        {choices.map(({ value, levels }) => (
          <Radio.Card key={value} value={value} className={classes.product!} radius="md">
            <Radio.Indicator size="xs" />
            <Text fw={560}>{levels.map(levelName).join(' and ')}</Text>
            <Text size="sm" className="number">
              {price && formatMoney(sumOfLevels(price, product, levels.length), price.currency)}
            </Text>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  )
}

const levelName = (level: string) => level.replace('_', ' ')

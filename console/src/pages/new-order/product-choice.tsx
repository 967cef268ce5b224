import { Radio, Text } from '@mantine/core'
import type { Product } from '@swath/contract/products'
import { useEffect } from 'react'
import { formatMoney, formatWord } from '../../ui/format.ts'
import { type Draft, fits } from './draft.ts'
import classes from './new-order.module.css'
import { Step } from './step.tsx'
import type { ChangeDraft } from './use-draft.ts'

interface ProductChoiceProps {
  products: readonly Product[]
  draft: Draft
  change: ChangeDraft
}

/** The products of the contract that can be ordered for the place. */
export function ProductChoice({ products, draft, change }: ProductChoiceProps) {
  const possible = products.filter((product) => fits(product, draft.places))
  const is_chosen = possible.some(({ sku }) => sku === draft.sku)
  const [first] = possible
  // biome-ignore lint/correctness/useExhaustiveDependencies: `change` is as good as any of before
  useEffect(() => {
    if (draft.places.length > 0 && !is_chosen && first) change({ sku: first.sku })
  }, [draft.places, is_chosen, first])
  return (
    <Step title="What">
      <Radio.Group value={draft.sku ?? ''} onChange={(sku) => change({ sku })} aria-label="Product">
        <div className={classes.products}>
          {possible.map((product) => (
            <Radio.Card key={product.sku} value={product.sku} className={classes.product!} radius="md">
              <Radio.Indicator size="xs" />
              <div>
                <Text fw={560}>{product.product_name}</Text>
                <Text size="sm" c="dimmed">
                  {promiseOf(product)}
                </Text>
              </div>
              <Text size="sm" className="number">
                {formatMoney(product.price.amount_minor, product.price.currency)}
                <span className={classes.unit}>{unitOf(product)}</span>
              </Text>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
    </Step>
  )
}

/** The unit that the price is for. Of a SKU that bills each level, the order of two levels costs it twice. */
function unitOf({ price: { unit }, levels, processing_levels }: Product): string {
  const is_each = levels === 'each' && processing_levels.length > 1
  return `/${unit === 'km2' ? 'km²' : unit}${is_each ? ' and level' : ''}`
}

function promiseOf({ priority_class, ...product }: Product): string {
  const promise = deliveryOf(product)
  return priority_class === 'standard' ? promise : `${formatWord(priority_class)} class. ${promise}`
}

function deliveryOf({
  promised_delivery_hours,
  limits,
  footprint,
}: Pick<Product, 'promised_delivery_hours' | 'limits' | 'footprint'>): string {
  if (promised_delivery_hours !== null) return `Delivered within ${promised_delivery_hours} hours`
  const size = footprint
    ? `${footprint.width_km} × ${footprint.length_km} km`
    : `from ${limits.min_area_km2} km²`
  return `${size}, clouds up to ${limits.max_cloud_pct} %`
}

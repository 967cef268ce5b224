import type { ReactNode } from 'react'
import classes from './new-order.module.css'

/** One of the questions that an order answers. */
export function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.step} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

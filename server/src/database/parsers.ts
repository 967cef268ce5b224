import { withPrecision } from '@swath/contract/times'
import pg from 'pg'

const readDate = pg.types.getTypeParser(1184) as (text: string) => Date

/** By the type of PostgreSQL. int8 and numeric fit a JavaScript number here: sequences, km2, minor units of money. */
export const parsers = {
  20: Number,
  1700: Number,
  1184: (text: string) => withPrecision(readDate(text), text),
}

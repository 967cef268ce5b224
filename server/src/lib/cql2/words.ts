/** Words that are no property, unless in double quotes. */
export const reserved: ReadonlySet<string> = new Set(
  'and or not like between in is null true false div'.split(' '),
)

/** Words that other parsers may trip over: we write properties of these names in quotes too. */
export const special: ReadonlySet<string> = new Set([
  ...reserved,
  ...'casei accenti date timestamp interval bbox point linestring polygon multipoint'.split(' '),
  ...'multilinestring multipolygon geometrycollection'.split(' '),
])

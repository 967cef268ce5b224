const stac = 'https://api.stacspec.org'
const features = 'http://www.opengis.net/spec/ogcapi-features'
const cql2 = 'http://www.opengis.net/spec/cql2/1.0/conf'

export const conforms_to: readonly string[] = [
  `${stac}/v1.0.0/core`,
  `${stac}/v1.0.0/collections`,
  `${stac}/v1.0.0/ogcapi-features`,
  // For operators.
  `${stac}/v1.0.0/ogcapi-features/extensions/transaction`,
  `${stac}/v1.0.0/item-search`,
  `${stac}/v1.0.0/item-search#fields`,
  `${stac}/v1.0.0/ogcapi-features#fields`,
  `${stac}/v1.0.0/item-search#query`,
  `${stac}/v1.0.0/ogcapi-features#query`,
  // Clients look for the one, the specification has the other.
  `${stac}/v1.0.0/item-search#sort`,
  `${stac}/v1.0.0/ogcapi-features#sort`,
  `${stac}/v1.1.0/item-search#sort`,
  `${stac}/v1.1.0/ogcapi-features#sort`,
  `${stac}/v1.1.0/item-search#sortables`,
  `${stac}/v1.0.0/item-search#filter`,
  `${stac}/v1.0.0-rc.1/collection-search`,
  `${stac}/v1.0.0-rc.1/collection-search#free-text`,
  `${stac}/v1.0.0-rc.2/children`,
  `${stac}/v0.3.0/aggregation`,
  `${features}-1/1.0/conf/core`,
  `${features}-1/1.0/conf/geojson`,
  `${features}-3/1.0/conf/filter`,
  `${features}-3/1.0/conf/features-filter`,
  `${features}-3/1.0/conf/queryables`,
  `${features}-5/1.0/conf/sortables`,
  'http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/simple-query',
  ...[
    'cql2-text',
    'cql2-json',
    'basic-cql2',
    'advanced-comparison-operators',
    'case-insensitive-comparison',
    'accent-insensitive-comparison',
    'basic-spatial-functions',
    'basic-spatial-functions-plus',
    'spatial-functions',
    'temporal-functions',
    'array-functions',
    'property-property',
    'arithmetic',
  ].map((name) => `${cql2}/${name}`),
]

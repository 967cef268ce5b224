// STAC items as operators send them.

const square = [
  [
    [10, 45],
    [10.03, 45],
    [10.03, 45.02],
    [10, 45.02],
    [10, 45],
  ],
]

export function anItem(
  id: string,
  more: Record<string, unknown> = {},
  properties: Record<string, unknown> = {},
) {
  return {
    type: 'Feature',
    id,
    geometry: { type: 'Polygon', coordinates: square },
    properties: { datetime: '2026-01-01T10:10:10.123Z', 'eo:cloud_cover': 3, ...properties },
    assets: {},
    ...more,
  }
}

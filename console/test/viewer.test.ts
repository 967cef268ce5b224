// Images as the viewer reads and colours them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CogOptions, encodeCog } from '@swath/imagery/cog'
import { fromArrayBuffer, writeArrayBuffer } from 'geotiff'
import { buildExpression, newEvaluationContext } from 'ol/expr/cpu.js'
import { ColorType, newParsingContext } from 'ol/expr/expression.js'

// Not imported by name, because their types are those of a browser, which tests are not checked with.
const folder = new URL('../src/viewer/', import.meta.url)
const {
  histogramOf,
  limitsOf,
  percentile,
  barsOf,
  withSameRange,
}: typeof import('../src/viewer/histogram.ts') = await import(new URL('histogram.ts', folder).href)
const looks: typeof import('../src/viewer/look.ts') = await import(new URL('look.ts', folder).href)
const { RasterFile }: typeof import('../src/viewer/raster-file.ts') = await import(
  new URL('raster-file.ts', folder).href
)
const { no_data }: typeof import('../src/viewer/no-data.ts') = await import(
  new URL('no-data.ts', folder).href
)
const { compared }: typeof import('../src/pages/image/use-comparison.ts') = await import(
  new URL('../pages/image/use-comparison.ts', folder).href
)
const { cloudKeyOf, imageKeysOf }: typeof import('../src/pages/image/search.ts') = await import(
  new URL('../pages/image/search.ts', folder).href
)
const { seenAt }: typeof import('../src/viewer/shown-image.ts') = await import(
  new URL('shown-image.ts', folder).href
)

const counted = { band: 0, of: 1, is_float: false, no_data: -1 }

test('a stretch leaves out the darkest and the brightest, and never makes black of all', () => {
  const values = Array.from({ length: 1000 }, (_, index) => index)
  const histogram = histogramOf([...values, -1, -1], counted)
  assert.equal(histogram.total, 1000)
  assert.deepEqual(limitsOf(histogram, 'middle'), [19, 979])
  const clouds = Array.from({ length: 100 }, () => 9000)
  assert.deepEqual(limitsOf(histogramOf([...values, ...clouds], counted), 'middle')[1], 9000)
  assert.ok(limitsOf(histogramOf([...values, ...clouds], counted), 'usual')[1] < 2600)
  // Without outliers nothing is left out by the fence.
  assert.deepEqual(limitsOf(histogram, 'usual'), [19, 979])
  assert.deepEqual(limitsOf(histogram, 'gentle'), [4, 994])
  assert.deepEqual(limitsOf(histogram, 'full'), [0, 999])
  assert.deepEqual(limitsOf(histogramOf([7, 7, 7], counted), 'usual'), [7, 8])
  assert.deepEqual(limitsOf(histogramOf([-1], counted), 'usual'), [0, 1])
})

test('true colours keep their hue: each band has as wide a range as the widest', () => {
  const limits = [
    [10, 60],
    [20, 120],
  ] as const
  assert.deepEqual(withSameRange(limits), [
    [10, 110],
    [20, 120],
  ])
})

test('values are counted in each band by itself, whole or broken', () => {
  const samples = [0, 100, 4, 300, 8, 200]
  assert.deepEqual(
    [0, 50, 100].map((pct) => percentile(histogramOf(samples, { ...counted, band: 1, of: 2 }), pct)),
    [100, 200, 300],
  )
  const broken = histogramOf([0.1, 0.2, 0.3], { ...counted, is_float: true })
  assert.ok(Math.abs(percentile(broken, 50) - 0.2) < 1e-5)
  assert.deepEqual(barsOf(histogramOf([0, 1, 1, 3], counted), [0, 4], 4), [0.5, 1, 0, 0.5])
  // No more counts than memory is there for.
  assert.ok(histogramOf([0, 4e9], counted).counts.length <= 65_536)
})

test('the looks of a file are those that its bands allow', () => {
  assert.deepEqual(looks.looksOf(['Blue', 'Green', 'Red', 'NIR']), {
    natural: { kind: 'colours', bands: [2, 1, 0] },
    infrared: { kind: 'colours', bands: [3, 2, 1] },
    ndvi: { kind: 'difference', bands: [3, 2] },
    own: { kind: 'colours', bands: [2, 1, 0] },
  })
  assert.deepEqual(looks.looksOf(['Panchromatic']), { natural: { kind: 'grey', band: 0 } })
  assert.deepEqual(looks.looksOf(['Band 1', 'Band 2', 'Band 3']).natural, {
    kind: 'colours',
    bands: [0, 1, 2],
  })
})

test('bands in an address are those that were written into it, and others are none', () => {
  for (const text of ['4,3,2', '1', '4-3']) {
    assert.equal(looks.writeLook(looks.readLook(text, 4)!), text)
  }
  for (const text of ['5,1,1', '0', '4-5', '1,2', '4-3,2', 'ndvi', '', undefined]) {
    assert.equal(looks.readLook(text, 4), undefined, text)
  }
})

test('NDVI is that of the bands, and nothing where both are nothing', () => {
  assert.equal(looks.difference([0, 0, 1000, 3000], [3, 2]), 0.5)
  assert.equal(looks.difference([0, 0, 0, 0], [3, 2]), undefined)
})

/** The colour that OpenLayers gives to a pixel with these bands: red, green, blue to 255, and how far it is not seen through. */
function colourAt(expression: unknown, bands: number[], variables: Record<string, number> = {}) {
  const withBands = (part: unknown): unknown => {
    if (!Array.isArray(part)) return part
    return part[0] === 'band' ? bands[part[1] - 1] : part.map(withBands)
  }
  const evaluate = buildExpression(withBands(expression) as never, ColorType, newParsingContext())
  return [...(evaluate({ ...newEvaluationContext(), variables }) as number[])]
}

test('a pixel has the colours of its bands between black and white, and none where nobody saw anything', () => {
  const colours = looks.colourOf({ kind: 'colours', bands: [2, 0, 1] })
  const limits = [
    [0, 100],
    [100, 300],
    [0, 50],
  ] as const
  const plain = looks.variablesOf(limits, 1)
  assert.deepEqual(colourAt(colours, [300, 10, 50], plain), [127.5, 255, 51, 1])
  assert.deepEqual(colourAt(colours, [50, 900, -7], plain), [0, 0, 255, 1])
  assert.deepEqual(colourAt(colours, [300, 10, 25], looks.variablesOf(limits, 2))[0], 127.5)
  const grey = looks.colourOf({ kind: 'grey', band: 1 })
  assert.deepEqual(colourAt(grey, [0, 25], looks.variablesOf([[0, 50]], 1)), [127.5, 127.5, 127.5, 1])
  const ndvi = looks.colourOf({ kind: 'difference', bands: [1, 0] })
  assert.deepEqual(colourAt(ndvi, [100, 700]), [28, 122, 55, 1])
  assert.deepEqual(colourAt(ndvi, [700, 100]), [27, 79, 143, 1])
  for (const look of [colours, grey, ndvi])
    assert.deepEqual(colourAt(look, [no_data, no_data, no_data], plain), [0, 0, 0, 0])
})

test('the kinds of clouds are those that the mask tells', () => {
  assert.deepEqual(looks.cloudCodesOf('Cloud: 0 no data, 1 clear, 2 haze, 3 cloud'), [
    { code: 2, name: 'haze' },
    { code: 3, name: 'cloud' },
  ])
  assert.deepEqual(looks.cloudCodesOf('0 no cloud, 1 cloud shadow, 2 snow, 4 thin cirrus'), [
    { code: 1, name: 'cloud shadow' },
    { code: 4, name: 'thin cirrus' },
  ])
  assert.deepEqual(looks.cloudCodesOf('mask'), [{ code: 1, name: 'cloud' }])
})

test('files are images, or the mask of clouds, by their role, whatever a provider calls them', () => {
  const file = (type: string, ...roles: string[]) => ({ type, roles })
  const tiff = 'image/tiff; application=geotiff; profile=cloud-optimized'
  const assets = {
    ...{ thermal: file(tiff, 'data'), visual: file(tiff, 'data'), analytic: file(tiff, 'data') },
    ...{ udm: file(tiff, 'cloud'), thumbnail: file('image/png', 'thumbnail') },
  }
  assert.deepEqual(imageKeysOf({ assets } as never), ['analytic', 'visual', 'thermal'])
  assert.equal(cloudKeyOf({ assets } as never), 'udm')
  // Outlines of clouds are no pixels.
  assert.equal(cloudKeyOf({ assets: { cloud: file('application/geo+json', 'cloud') } } as never), undefined)
  assert.equal(cloudKeyOf({ assets: { cloud: file(tiff) } } as never), 'cloud')
})

test('a cloud mask colours its kinds of clouds, each as the legend does, and nothing else', () => {
  const colour = looks.cloudColourOf([{ code: 2 }, { code: 3 }])
  const [haze, cloud] = [colourAt(colour, [2]), colourAt(colour, [3])]
  const hexOf = (rgba: number[]) =>
    `#${rgba
      .slice(0, 3)
      .map((one) => one.toString(16).padStart(2, '0'))
      .join('')}`
  assert.deepEqual([haze, cloud].map(hexOf), looks.cloud_colours.slice(0, 2))
  assert.ok(haze[3]! > 0.3 && haze[3]! < 0.8)
  for (const other of [0, 1, 4, no_data]) assert.deepEqual(colourAt(colour, [other]), [0, 0, 0, 0])
})

/** A file of 700 by 600 pixels with two bands of 16 bits: column and row, and nothing in the first ten columns. */
async function openRamp(more: Partial<CogOptions> = {}) {
  const [width, height] = [700, 600]
  const samples = new Uint16Array(width * height * 2)
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (pixel % width < 10) continue
    samples.set([pixel % width, 1 + Math.floor(pixel / width)], pixel * 2)
  }
  const bands = [{ description: 'Red' }, { description: 'NIR' }]
  const options: CogOptions = { bands, resampling: 'average', tile_size_px: 256, ...more }
  const { buffer, byteOffset, byteLength } = encodeCog({ width, height, bands: 2, samples }, options)
  return RasterFile.open(
    await fromArrayBuffer(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer),
  )
}

test('a file tells its bands, its overviews and where its pixels lie, or that they lie nowhere', async () => {
  const grid = {
    epsg: 32631,
    origin_easting_m: 5e5,
    origin_northing_m: 57e5,
    pixel_size_m: 0.7,
    width: 700,
    height: 600,
  }
  const { facts } = await openRamp({ grid })
  assert.deepEqual([facts.width, facts.height, facts.bits, facts.is_float], [700, 600, 16, false])
  assert.deepEqual(facts.bands, ['Red', 'NIR'])
  assert.deepEqual(facts.place, { epsg: 32631, west: 5e5, north: 57e5, pixel_size: 0.7 })
  assert.ok(facts.levels.length > 1)
  assert.ok(facts.levels.every(({ tile_width }) => tile_width === 256))
  assert.equal((await openRamp()).facts.place, undefined)
})

test('pieces and pixels are the numbers of the file, and nothing where nobody saw anything', async () => {
  const file = await openRamp()
  assert.equal(await file.values(3, 5), undefined)
  assert.deepEqual(await file.values(612, 599), [612, 600])
  // The last piece to the right and below is not filled.
  const piece = await file.tile(0, 2, 2)
  assert.equal(piece.length, 256 * 256 * 2)
  const at = (column: number, row: number) => [...piece.subarray((row * 256 + column) * 2).subarray(0, 2)]
  assert.deepEqual(at(0, 0), [512, 513])
  assert.deepEqual(at(187, 87), [699, 600])
  for (const [column, row] of [
    [188, 0],
    [0, 88],
    [255, 255],
  ] as const)
    assert.ok(
      at(column, row).every((value) => value < -1e19),
      `${column}, ${row}`,
    )
  const [red] = await file.histograms()
  assert.equal(red!.from, 10)
  assert.equal(red!.total, 690 * 600)
})

test('numbers with a point are nothing where the file says so, although it says it with more digits', async () => {
  const stored = new Float32Array([-9999.9, 0.25, Number.NaN, Number.POSITIVE_INFINITY])
  const written = { width: 2, height: 2, BitsPerSample: [32], SampleFormat: [3], GDAL_NODATA: '-9999.9' }
  const file = await RasterFile.open(await fromArrayBuffer(await writeArrayBuffer(stored, written)))
  assert.equal(await file.values(0, 0), undefined)
  assert.deepEqual(await file.values(1, 0), [0.25])
  assert.equal(await file.values(0, 1), undefined)
  // What is infinite is told, and stretches nothing.
  assert.deepEqual(await file.values(1, 1), [Number.POSITIVE_INFINITY])
  const [histogram] = await file.histograms()
  assert.deepEqual([histogram!.from, histogram!.total], [0.25, 1])
})

test('a file may say by one more band where it is seen through, and that positions are those of the middle of pixels', async () => {
  const file = await RasterFile.open(
    await fromArrayBuffer(
      await writeArrayBuffer(new Uint16Array([7, 0, 8, 255]), {
        ...{ width: 2, height: 1, BitsPerSample: [16, 16], SamplesPerPixel: 2, ExtraSamples: [2] },
        ...{ ModelPixelScale: [10, 10, 0], ModelTiepoint: [0, 0, 0, 1000, 2000, 0] },
        ...{ ProjectedCSTypeGeoKey: 32631, GTModelTypeGeoKey: 1, GTRasterTypeGeoKey: 2 },
      }),
    ),
  )
  assert.equal(file.facts.bands.length, 1)
  assert.equal(await file.values(0, 0), undefined)
  assert.deepEqual(await file.values(1, 0), [8])
  assert.deepEqual(file.facts.place, { epsg: 32631, west: 995, north: 2005, pixel_size: 10 })
})

test('the pixel that is told is that of the image that is seen there, never of a mask above it', () => {
  const image = { id: 'image', look: { kind: 'grey', band: 0 }, opacity: 1 }
  const mask = { id: 'clouds', opacity: 1 }
  const other = { ...image, id: 'other' }
  const seen = (side: 'left' | 'right', ...images: object[]) => seenAt(images as never, side)?.id
  assert.equal(seen('left', mask), undefined)
  assert.equal(seen('left', { ...image, opacity: 0.1 }, mask), 'image')
  const swiped = [
    { ...image, side: 'left' },
    { ...mask, side: 'left' },
    { ...other, side: 'right' },
  ]
  assert.deepEqual([seen('left', ...swiped), seen('right', ...swiped)], ['image', 'other'])
  // Blended, and flickering.
  for (const [opacity, id] of [
    [0, 'image'],
    [0.4, 'image'],
    [0.6, 'other'],
    [1, 'other'],
  ] as const)
    assert.equal(seen('left', image, mask, { ...other, opacity }), id, String(opacity))
})

test('of two images each is seen on its side, in its turn or as far as it is mixed in, and the mask lies over the first', () => {
  const shown = (how: object) =>
    compared(
      [
        { id: 'image', opacity: 1 },
        { id: 'clouds', opacity: 1 },
      ] as never,
      { id: 'other', opacity: 1 } as never,
      how as never,
    ).map(({ id, side, opacity }) => `${id} ${side ?? opacity}`)
  assert.deepEqual(shown({ mode: 'swipe' }), ['image left', 'clouds left', 'other right'])
  assert.deepEqual(shown({ mode: 'blend', mix: 0.3 }), ['image 1', 'clouds 1', 'other 0.3'])
  assert.deepEqual(shown({ mode: 'flicker', is_other: true }), ['image 1', 'clouds 1', 'other 1'])
  assert.deepEqual(shown({ mode: 'flicker', is_other: false }), ['image 1', 'clouds 1', 'other 0'])
})

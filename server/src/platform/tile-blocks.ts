/** Reads whole images row by row out of their blocks: geotiff.js copies sample by sample, which is many times slower. */
import type { Samples } from '@swath/imagery/raster'
import type { GeoTIFFImage } from 'geotiff'
import { ZlibDecoder } from './tile-source.ts'

/** The samples of an image of unsigned numbers, the bands of a pixel side by side. */
export async function readWhole(image: GeoTIFFImage): Promise<Samples> {
  const size = { width: image.getWidth(), height: image.getHeight(), bands: image.getSamplesPerPixel() }
  const isPlain =
    [8, 32_946].includes(Number(image.fileDirectory.getValue('Compression'))) &&
    image.planarConfiguration === 1 &&
    image.littleEndian
  return isPlain ? joinBlocks(image, size) : ((await image.readRasters({ interleave: true })) as Samples)
}

interface Size {
  width: number
  height: number
  bands: number
}

async function joinBlocks(image: GeoTIFFImage, { width, height, bands }: Size): Promise<Samples> {
  const Numbers = image.getBitsPerSample() === 16 ? Uint16Array : Uint8Array
  const decoder = await decoderOf(image)
  const whole = new Numbers(width * height * bands)
  const [block_width, block_height] = [image.getTileWidth(), image.getTileHeight()]
  for (let top = 0; top < height; top += block_height) {
    for (let left = 0; left < width; left += block_width) {
      const { data } = await image.getTileOrStrip(left / block_width, top / block_height, 0, decoder)
      const block = new Numbers(data as ArrayBuffer)
      const columns = Math.min(block_width, width - left)
      for (let row = 0; row < Math.min(block_height, height - top); row++) {
        const from = row * block_width * bands
        whole.set(block.subarray(from, from + columns * bands), ((top + row) * width + left) * bands)
      }
    }
  }
  return whole
}

async function decoderOf(image: GeoTIFFImage): Promise<ZlibDecoder> {
  return new ZlibDecoder({
    tileWidth: image.getTileWidth(),
    tileHeight: image.getTileHeight(),
    predictor: Number((await image.fileDirectory.loadValue('Predictor')) ?? 1),
    bitsPerSample: Array(image.getSamplesPerPixel()).fill(image.getBitsPerSample()),
    planarConfiguration: 1,
  })
}

/**
 * Reads whole images row by row out of their blocks: geotiff.js copies sample by sample, and adds differences up where
 * the block has nothing to show as well, which is many times slower.
 */

import type { GeoTIFFImage } from 'geotiff'
import type { Samples } from '../raster.ts'
import { ZlibDecoder } from './disk-source.ts'

/** The samples of an image of unsigned numbers, the bands of a pixel side by side. */
export async function readWhole(image: GeoTIFFImage): Promise<Samples> {
  const size = { width: image.getWidth(), height: image.getHeight(), bands: image.getSamplesPerPixel() }
  const predictor = Number((await image.fileDirectory.loadValue('Predictor')) ?? 1)
  const isPlain =
    [8, 32_946].includes(Number(image.fileDirectory.getValue('Compression'))) &&
    image.planarConfiguration === 1 &&
    image.littleEndian &&
    predictor <= 2
  if (!isPlain) return (await image.readRasters({ interleave: true })) as Samples
  return joinBlocks(image, size, predictor === 2)
}

interface Size {
  width: number
  height: number
  bands: number
}

async function joinBlocks(
  image: GeoTIFFImage,
  { width, height, bands }: Size,
  has_differences: boolean,
): Promise<Samples> {
  const Numbers = image.getBitsPerSample() === 16 ? Uint16Array : Uint8Array
  const decoder = decoderOf(image)
  const whole = new Numbers(width * height * bands)
  const [block_width, block_height] = [image.getTileWidth(), image.getTileHeight()]
  for (let top = 0; top < height; top += block_height) {
    for (let left = 0; left < width; left += block_width) {
      const { data } = await image.getTileOrStrip(left / block_width, top / block_height, 0, decoder)
      const block = new Numbers(data as ArrayBuffer)
      const columns = Math.min(block_width, width - left)
      for (let row = 0; row < Math.min(block_height, height - top); row++) {
        const from = row * block_width * bands
        const samples = block.subarray(from, from + columns * bands)
        if (has_differences) addUp(samples, bands)
        whole.set(samples, ((top + row) * width + left) * bands)
      }
    }
  }
  return whole
}

/** Adds to each sample of a row the sample of the pixel on its left. */
function addUp(samples: Samples, bands: number) {
  for (let i = bands; i < samples.length; i++) samples[i]! += samples[i - bands]!
}

/** Gives the blocks as they were before they were deflated. */
function decoderOf(image: GeoTIFFImage): ZlibDecoder {
  return new ZlibDecoder({
    tileWidth: image.getTileWidth(),
    tileHeight: image.getTileHeight(),
    predictor: 1,
    bitsPerSample: Array(image.getSamplesPerPixel()).fill(image.getBitsPerSample()),
    planarConfiguration: 1,
  })
}

/** Lets geotiff.js read a file of this machine. */
import { type FileHandle, open } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import { addDecoder, BaseDecoder } from 'geotiff'

/** geotiff.js has one of its own, which takes what is missing at the end for zeros and leaks unreadable files. */
export class DiskSource {
  readonly #handle: FileHandle

  private constructor(handle: FileHandle) {
    this.#handle = handle
  }

  static async open(file: string): Promise<DiskSource> {
    return new DiskSource(await open(file, 'r'))
  }

  get fileSize(): null {
    return null
  }

  async fetch(slices: readonly Slice[]): Promise<ArrayBuffer[]> {
    return Promise.all(slices.map(async (slice) => (await this.fetchSlice(slice)).data))
  }

  async fetchSlice({ offset, length }: Slice): Promise<Slice & { data: ArrayBuffer }> {
    const { size } = await this.#handle.stat()
    // A damaged directory may ask for gigabytes.
    const data = new ArrayBuffer(Math.max(0, Math.min(length, size - offset)))
    const { bytesRead } = await this.#handle.read(new Uint8Array(data), 0, data.byteLength, offset)
    return { data: bytesRead < data.byteLength ? data.slice(0, bytesRead) : data, offset, length }
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}

interface Slice {
  offset: number
  length: number
}

/** Node takes memory for as much again when the first is full to the last byte. */
const spare_bytes = 64

/** Several times as fast as the one in JavaScript. */
export class ZlibDecoder extends BaseDecoder {
  override decodeBlock(block: ArrayBufferLike): ArrayBufferLike {
    const tile_bytes = this.#tileBytes()
    const bytes = inflateSync(new Uint8Array(block), {
      chunkSize: tile_bytes + spare_bytes,
      maxOutputLength: tile_bytes,
    })
    const isWhole = bytes.length + spare_bytes === bytes.buffer.byteLength
    return isWhole ? bytes.buffer : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
  }

  #tileBytes(): number {
    const { tileWidth, tileHeight, bitsPerSample, planarConfiguration } = this.parameters
    const bits = typeof bitsPerSample === 'number' ? [bitsPerSample] : [...bitsPerSample]
    const pixel_bits = planarConfiguration === 2 ? bits[0]! : bits.reduce((sum, more) => sum + more, 0)
    return (tileWidth * tileHeight * pixel_bits) / 8
  }
}

addDecoder([8, 32946], async () => ZlibDecoder)

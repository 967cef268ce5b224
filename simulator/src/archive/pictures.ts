/** Draws the pictures of past captures when somebody asks for them, and keeps them on the disk. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { drawElsewhere, type PictureOptions } from './drawing.ts'

export class Pictures {
  #options: PictureOptions
  #under_way = new Map<string, Promise<void>>()

  constructor(options: PictureOptions) {
    this.#options = options
  }

  /**
   * Makes sure that a file is there.
   * @param name below the folder, such as `paris-20500/thumbnail.png`
   * @returns false when no capture has such a file
   */
  async provide(name: string): Promise<boolean> {
    const [, key, file] = /^([a-z0-9-]+)\/((?:[A-Z0-9_]+\/)?[A-Za-z0-9_]+\.(?:png|tif))$/.exec(name) ?? []
    if (key === undefined || file === undefined) return false
    const isThere = () => existsSync(path.join(this.#options.folder, name))
    if (isThere()) return true
    // Files that are drawn together are asked for together: one drawing is for all who wait.
    const group = `${key}/${file.replace(/_[a-z]+\.tif$|\w+\.png$/, '')}`
    const drawing = this.#under_way.get(group) ?? drawElsewhere({ ...this.#options, key, file })
    this.#under_way.set(group, drawing)
    try {
      await drawing
    } finally {
      this.#under_way.delete(group)
    }
    return isThere()
  }
}

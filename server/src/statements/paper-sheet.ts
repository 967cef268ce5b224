import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'

const { resolve } = createRequire(import.meta.url)
const fonts = {
  regular: resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  medium: resolve('@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf'),
  bold: resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
}

export const ink = '#16202c'
export const grey = '#667384'
export const rule = '#d9dfe6'
export const accent = '#0b5c8a'
export const band = '#f2f6f9'

// A4, in points.
const [page_width, page_height] = [595.28, 841.89]
export const left = 48
export const right = page_width - left
const top = 48
const bottom = page_height - 60

interface Style {
  width: number
  font?: keyof typeof fonts
  size?: number
  color?: string
  align?: 'left' | 'right'
  link?: string
}

/** Pages that are filled from the top; `y` is where the next thing goes. */
export class Sheet {
  readonly doc: PDFKit.PDFDocument
  y = top
  /** What a table does at the end of a page, and at the start of the next. */
  onBreak: { before(): void; after(): void } | undefined

  constructor(doc: PDFKit.PDFDocument) {
    this.doc = doc
  }

  /** One line, cut where it is too long. On the right, where amounts are, figures are whole and of equal width. */
  text(text: string, x: number, y: number, style: Style) {
    const { width, font = 'regular', size = 8.5, color = ink, align = 'left', link } = style
    this.doc.font(font).fontSize(size).fillColor(color)
    const features: PDFKit.Mixins.OpenTypeFeatures[] = align === 'right' ? ['tnum'] : []
    const place = { width, align, lineBreak: false, features, ...(link ? { link } : {}) }
    if (align === 'left') return this.doc.text(this.#cut(text, width, features), x, y, place)
    // A figure is never cut: where there is no room for it, it is smaller.
    this.doc.fontSize(size * Math.min(1, width / this.doc.widthOfString(text, { features })))
    return this.doc.text(text, x, y, place)
  }

  #cut(text: string, width: number, features: PDFKit.Mixins.OpenTypeFeatures[]): string {
    const wide = (shown: string) => this.doc.widthOfString(shown, { features }) > width
    if (!wide(text)) return text
    const characters = [...text]
    let [fits, too_long] = [0, characters.length]
    while (too_long - fits > 1) {
      const middle = (fits + too_long) >> 1
      if (wide(`${characters.slice(0, middle).join('')}…`)) too_long = middle
      else fits = middle
    }
    return `${characters.slice(0, fits).join('')}…`
  }

  line(y: number, color = rule, width = 0.5) {
    this.doc.moveTo(left, y).lineTo(right, y).lineWidth(width).strokeColor(color).stroke()
  }

  /** Goes to the next page unless there is room for something of this height. */
  ensure(height: number) {
    if (this.y + height <= bottom) return
    this.onBreak?.before()
    this.doc.addPage()
    this.y = top
    this.onBreak?.after()
  }

  numberPages(name: string) {
    const { count } = this.doc.bufferedPageRange()
    for (let page = 0; page < count; page++) {
      this.doc.switchToPage(page)
      const style = { size: 7.5, color: grey, width: right - left }
      this.line(bottom + 22)
      this.text(name, left, bottom + 30, style)
      this.text(`Page ${page + 1} of ${count}`, left, bottom + 30, { ...style, align: 'right' })
    }
  }
}

export function openSheet({ title, author, date }: { title: string; author: string; date: Date }): Sheet {
  const doc = new PDFDocument({
    size: [page_width, page_height],
    margin: 0,
    bufferPages: true,
    lang: 'en',
    displayTitle: true,
    info: { Title: title, Author: author, Producer: 'Swath', Creator: 'Swath', CreationDate: date },
  })
  for (const [name, file] of Object.entries(fonts)) doc.registerFont(name, file)
  return new Sheet(doc)
}

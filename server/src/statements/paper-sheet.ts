import PDFDocument from 'pdfkit'
import { charactersOf, type Font, missing_character, Typesetter } from './paper-text.ts'

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
  font?: Font
  size?: number
  color?: string
  align?: 'left' | 'right'
  link?: string
}

/** Pages that are filled from the top; `y` is where the next thing goes. */
export class Sheet {
  readonly doc: PDFKit.PDFDocument
  readonly #typesetter: Typesetter
  y = top
  /** Draws what a table has at the end of a page, and at the start of the next. */
  onBreak: { before(): void; after(): void } | undefined

  constructor(doc: PDFKit.PDFDocument, typesetter: Typesetter) {
    this.doc = doc
    this.#typesetter = typesetter
  }

  /** One line, cut where it is too long. On the right, where amounts are, figures are whole and of equal width. */
  text(text: string, x: number, y: number, style: Style) {
    const { width, font = 'regular', size = 8.5, color = ink, align = 'left', link } = style
    // Only without features does pdfkit remember how words are set, which makes a long statement twenty times faster.
    const features: PDFKit.Mixins.OpenTypeFeatures[] | undefined = align === 'right' ? ['tnum'] : undefined
    const options = { ...(features && { features }), ...(link && { link }) }
    const wide = (shown: string) => this.#typesetter.widthOf(shown, font, size, features)
    this.doc.fillColor(color)
    if (align === 'left') {
      this.#typesetter.draw(
        cut(text, (shown) => wide(shown) <= width),
        x,
        y,
        font,
        size,
        options,
      )
      return
    }
    // A figure is never cut: where there is no room for it, it is smaller.
    const scale = Math.min(1, width / wide(text))
    this.#typesetter.draw(text, x + width - wide(text) * scale, y, font, size * scale, options)
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
    const { is_incomplete } = this.#typesetter
    const note = `${missing_character} stands for characters that this document has no font for; CSV and JSON have them.`
    for (let page = 0; page < count; page++) {
      this.doc.switchToPage(page)
      const style = { size: 7.5, color: grey, width: right - left }
      this.line(bottom + 22)
      this.text(name, left, bottom + 30, style)
      this.text(`Page ${page + 1} of ${count}`, left, bottom + 30, { ...style, align: 'right' })
      if (is_incomplete) this.text(note, left, bottom + 41, style)
    }
  }
}

/** As much of a text as fits. */
function cut(text: string, fits: (shown: string) => boolean): string {
  if (fits(text)) return text
  const characters = charactersOf(text)
  let [shown, too_long] = [0, characters.length]
  while (too_long - shown > 1) {
    const middle = (shown + too_long) >> 1
    if (fits(`${characters.slice(0, middle).join('')}…`)) shown = middle
    else too_long = middle
  }
  return `${characters.slice(0, shown).join('')}…`
}

interface About {
  title: string
  author: string
  date: Date
}

export function openSheet({ title, author, date }: About, other_font: string | undefined): Sheet {
  const doc = new PDFDocument({
    size: [page_width, page_height],
    margin: 0,
    bufferPages: true,
    lang: 'en',
    displayTitle: true,
    info: { Title: title, Author: author, Producer: 'Swath', Creator: 'Swath', CreationDate: date },
  })
  return new Sheet(doc, new Typesetter(doc, other_font))
}

import { createRequire } from 'node:module'

const { resolve } = createRequire(import.meta.url)
const fonts = {
  regular: resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  medium: resolve('@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf'),
  bold: resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
}
export type Font = keyof typeof fonts

/** Stands for what no font has. */
export const missing_character = '□'

type Features = PDFKit.Mixins.OpenTypeFeatures[] | undefined

/** A piece of text that is drawn in one go. */
interface Run {
  font: Font | 'other'
  text: string
}

/** The part of a font that pdfkit keeps to itself. */
interface OpenFont {
  ascender: number
  font: { hasGlyphForCodePoint(code_point: number): boolean }
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

export function charactersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment)
}

/**
 * Text in Inter, which has Latin, Greek and Cyrillic; in another font where that has what Inter lacks; and in place of
 * what neither has, one square for each character, so that nothing is drawn that merely looks like text.
 */
export class Typesetter {
  /** Whether a square was drawn. */
  is_incomplete = false
  #doc: PDFKit.PDFDocument
  #names: Run['font'][] = ['regular', 'medium', 'bold']
  #widths = new Map<string, number>()
  #found = new Map<string, Run['font'] | undefined>()

  /** @param other_font a font file; of a collection, `#` and the PostScript name of the font follow */
  constructor(doc: PDFKit.PDFDocument, other_font: string | undefined) {
    this.#doc = doc
    for (const [name, file] of Object.entries(fonts)) doc.registerFont(name, file)
    if (other_font === undefined) return
    const [file, face] = other_font.split('#')
    doc.registerFont('other', file!, face)
    this.#names.push('other')
  }

  /** The width of one line, at its size. */
  widthOf(text: string, font: Font, size: number, features: Features): number {
    return this.#runsOf(text, font).reduce((width, run) => width + this.#widthOf(run, size, features), 0)
  }

  /** One line, from a place to the right; `y` is where the highest letters begin. */
  draw(text: string, x: number, y: number, font: Font, size: number, options: PDFKit.Mixins.TextOptions) {
    const baseline = y + (this.#metricsOf(font).ascender * size) / 1000
    let at = x
    for (const run of this.#runsOf(text, font)) {
      if (run.text.includes(missing_character)) this.is_incomplete = true
      const place = { ...options, lineBreak: false, baseline: 'alphabetic' } as const
      this.#doc.font(run.font).fontSize(size).text(run.text, at, baseline, place)
      at += this.#widthOf(run, size, options.features)
    }
  }

  /** Setting a line takes a while, and the same figures come again and again. */
  #widthOf({ font, text }: Run, size: number, features: Features): number {
    const key = `${font} ${features ?? ''} ${text}`
    let width = this.#widths.get(key)
    if (width === undefined) {
      width = this.#doc
        .font(font)
        .fontSize(1)
        .widthOfString(text, features && { features })
      this.#widths.set(key, width)
    }
    return width * size
  }

  #runsOf(text: string, font: Font): Run[] {
    const line = text.replaceAll(/\p{Cc}+/gu, ' ')
    if (/^[ -~·−…²]*$/.test(line)) return [{ font, text: line }]
    const runs: Run[] = []
    for (const character of charactersOf(line)) {
      const found = this.#fontOf(character)
      const run: Run = { font: found === 'other' ? found : font, text: found ? character : missing_character }
      const last = runs.at(-1)
      if (last?.font === run.font) last.text += run.text
      else runs.push(run)
    }
    return runs
  }

  /** The first font that has all of a character. */
  #fontOf(character: string): Run['font'] | undefined {
    if (!this.#found.has(character)) {
      const code_points = Array.from(character, (one) => one.codePointAt(0)!)
      const found = this.#names.find((name) => {
        const { font } = this.#metricsOf(name)
        return code_points.every((one) => font.hasGlyphForCodePoint(one))
      })
      this.#found.set(character, found)
    }
    return this.#found.get(character)
  }

  #metricsOf(name: Run['font']): OpenFont {
    this.#doc.font(name)
    return (this.#doc as unknown as { _font: OpenFont })._font
  }
}

// Telling people in a terminal what happens. Where nobody watches (a pipe, a log) there are plain lines only.
import { styleText } from 'node:util'

// styleText leaves the text as it is where stdout is no terminal, and with NO_COLOR.
export const bold = (text: string) => styleText('bold', text)
export const dim = (text: string) => styleText('dim', text)
export const accent = (text: string) => styleText('cyan', text)
export const good = (text: string) => styleText('green', text)
export const bad = (text: string) => styleText('red', text)
export const done = good('✓')

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const frame_ms = 80
const clear_line = '\r\x1b[2K'
// Without wrapping, so that a narrow terminal cuts the line instead of scrolling with every frame.
const [no_wrap, wrap] = ['\x1b[?7l', '\x1b[?7h']

/** Lasting lines, and below them one that moves while something goes on. */
export class Narrator {
  #is_watched = process.stdout.isTTY === true
  #live: (() => string) | undefined
  #chapters = 0

  chapter(title: string, hint = '') {
    this.#chapters += 1
    this.print('', `${accent(String(this.#chapters))} ${bold(title)}${hint && dim(` · ${hint}`)}`)
  }

  print(...lines: string[]) {
    if (this.#live) process.stdout.write(clear_line)
    process.stdout.write(`${lines.join('\n')}\n`)
    this.#draw()
  }

  /** Shows what `text` says again and again, behind a spinner, until the work is done; in a log, `announcement`. */
  async during<T>(work: Promise<T>, text: () => string, announcement?: string): Promise<T> {
    if (!this.#is_watched && announcement) this.print(announcement)
    this.#live = this.#is_watched ? text : undefined
    this.#draw()
    const timer = setInterval(() => this.#draw(), frame_ms)
    try {
      return await work
    } finally {
      clearInterval(timer)
      if (this.#live) process.stdout.write(clear_line)
      this.#live = undefined
    }
  }

  #draw() {
    if (!this.#live) return
    const frame = frames[Math.floor(Date.now() / frame_ms) % frames.length]!
    process.stdout.write(`${clear_line}${no_wrap}  ${accent(frame)} ${this.#live()}${wrap}`)
  }
}

/** The seconds since it was made, as `7 s`. */
export function stopwatch(): () => string {
  const start_ms = Date.now()
  return () => `${Math.round((Date.now() - start_ms) / 1000)} s`
}

export function bar(part: number, whole: number, width = 24): string {
  const filled = whole > 0 ? Math.min(width, Math.round((part / whole) * width)) : width
  return accent('━'.repeat(filled)) + dim('─'.repeat(width - filled))
}

/** Says in a sentence what went wrong, with everything that is wrong about a refused request. */
export function complaint(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { problems = [] } = error as { problems?: readonly { pointer: string; message: string }[] }
  return [error.message, ...problems.map(({ pointer, message }) => `  ${pointer}: ${message}`)].join('\n')
}

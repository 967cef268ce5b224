import { InvalidArgumentError } from 'commander'

export function wholeNumber(low: number, high: number) {
  return (text: string): number => {
    const number = Number(text)
    if (Number.isInteger(number) && number >= low && number <= high) return number
    throw new InvalidArgumentError(`A whole number from ${low} to ${high}.`)
  }
}

import { InvalidArgumentError } from 'commander'

/** An option that may be said several times. */
export function repeated(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value]
}

/** `name=value`, as often as it is said. */
export function pairs<T>(read: (text: string) => T) {
  return (pair: string, previous: Record<string, T> | undefined): Record<string, T> => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
    if (name === undefined) throw new InvalidArgumentError('Say name=value.')
    return { ...previous, [name]: read(value!) }
  }
}

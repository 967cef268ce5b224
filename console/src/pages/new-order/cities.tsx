import { Combobox, Text, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { FoundPlace } from '@swath/contract/places'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { citiesQuery, queryClient } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { formatNumber } from '../../ui/format.ts'

const settle_ms = 250

interface CitiesProps {
  /** As it is typed. */
  text: string
  onChoose: (position: string) => void
  /** The field in which it is typed. */
  children: ReactNode
}

/** Offers the cities of the name that is being typed. */
export function Cities({ text, onChoose, children }: CitiesProps) {
  const [name] = useDebouncedValue(text.trim(), settle_ms)
  const { data: cities = [] } = useQuery(citiesQuery(useSwath(), name))
  const combobox = useCombobox()
  const is_offered = cities.length > 0 && name === text.trim()
  useEffect(() => {
    if (is_offered) combobox.openDropdown()
    else combobox.closeDropdown()
    combobox.resetSelectedOption()
  }, [is_offered, combobox.openDropdown, combobox.closeDropdown, combobox.resetSelectedOption])
  return (
    <Combobox store={combobox} onOptionSubmit={onChoose} width="target" withinPortal={false}>
      <Combobox.Target targetType="input" withKeyboardNavigation={is_offered}>
        {children}
      </Combobox.Target>
      <Combobox.Dropdown hidden={!is_offered}>
        <Combobox.Options aria-label="Cities">
          {cities.map((city, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two of a name are told apart by their place in the list
            <Combobox.Option value={positionOf(city)} key={at}>
              <Text size="sm">{city.name}</Text>
              <Text size="xs" c="dimmed">
                {[city.region_code, city.country].filter(Boolean).join(', ')} ·{' '}
                {formatNumber(city.population, 0)} people
              </Text>
            </Combobox.Option>
          ))}
          <Combobox.Footer>
            <Text size="xs" c="dimmed">
              GeoNames (CC BY 4.0)
            </Text>
          </Combobox.Footer>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}

const positionOf = ({ geometry: { coordinates } }: FoundPlace) => `${coordinates[1]}, ${coordinates[0]}`

/** @returns what tells where the most likely city of a name lies, and throws where there is none of that name */
export function useCityFinder(): (name: string) => Promise<string> {
  const swath = useSwath()
  return async (name) => {
    const [city] = await queryClient.fetchQuery(citiesQuery(swath, name.trim()))
    if (!city) throw new Error(`There is no city called ${name.trim()}`)
    return positionOf(city)
  }
}

import { Combobox, type ComboboxStore, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { Area } from '@swath/contract/areas'
import type { FoundPlace } from '@swath/contract/places'
import type { Place } from '@swath/places/place'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { areasNamedQuery, citiesQuery, queryClient, suggestedAreasQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { formatArea, formatNumber } from '../../ui/format.ts'
import classes from './new-order.module.css'

const settle_ms = 250

interface SuggestionsProps {
  combobox: ComboboxStore
  /** As it is typed, or empty; undefined while nobody types. */
  text: string | undefined
  /** @param name as the place is called */
  onChoose: (place: string | Place, name: string) => void
  /** The field in which it is typed. */
  children: ReactNode
}

/** Offers the areas that are kept and the cities of the name that is being typed; of nothing, the first areas. */
export function Suggestions({ combobox, text, onChoose, children }: SuggestionsProps) {
  const swath = useSwath()
  const typed = text?.trim()
  const [name] = useDebouncedValue(typed, settle_ms)
  const { data: areas = [] } = useQuery(suggestedAreasQuery(swath, name))
  const { data: cities = [] } = useQuery(citiesQuery(swath, name ?? ''))
  const is_offered = name !== undefined && name === typed && areas.length + cities.length > 0
  useEffect(() => {
    if (is_offered) combobox.openDropdown()
    else combobox.closeDropdown()
    combobox.resetSelectedOption()
  }, [is_offered, combobox.openDropdown, combobox.closeDropdown, combobox.resetSelectedOption])
  function choose(value: string) {
    combobox.closeDropdown()
    const area = areas.find(({ area_id }) => area_id === value)
    if (area) return onChoose(placeOf(area), area.area_name)
    onChoose(value, cities.find((city) => positionOf(city) === value)?.name ?? value)
  }
  return (
    <Combobox store={combobox} onOptionSubmit={choose} width="target" withinPortal={false}>
      <Combobox.Target targetType="input" withKeyboardNavigation={is_offered}>
        {children}
      </Combobox.Target>
      <Combobox.Dropdown hidden={!is_offered}>
        <Combobox.Options aria-label="Places" className={classes.suggestions}>
          {areas.length > 0 && (
            <Combobox.Group label="Kept areas">
              {areas.map((area) => (
                <Combobox.Option value={area.area_id} key={area.area_id}>
                  <AreaOption {...area} />
                </Combobox.Option>
              ))}
            </Combobox.Group>
          )}
          {cities.length > 0 && (
            <Combobox.Group label="Cities, of GeoNames (CC BY 4.0)">
              {cities.map((city, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two of a name are told apart by their place in the list
                <Combobox.Option value={positionOf(city)} key={at}>
                  <CityOption {...city} />
                </Combobox.Option>
              ))}
            </Combobox.Group>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}

const AreaOption = ({ area_name, project_name, area_km2, geometry }: Area) => (
  <>
    <Text size="sm" truncate>
      <bdi>{area_name}</bdi>
    </Text>
    <Text size="xs" c="dimmed" truncate>
      <bdi>{project_name}</bdi> · {geometry.type === 'Point' ? 'Point' : formatArea(area_km2)}
    </Text>
  </>
)

const CityOption = ({ name, region_code, country, population }: FoundPlace) => (
  <>
    <Text size="sm">{name}</Text>
    <Text size="xs" c="dimmed">
      {[region_code, country].filter(Boolean).join(', ')} · {formatNumber(population, 0)} people
    </Text>
  </>
)

const positionOf = ({ geometry: { coordinates } }: FoundPlace) => `${coordinates[1]}, ${coordinates[0]}`

/** Orders are called as the area is. */
export const placeOf = ({ area_id, area_name, geometry }: Area): Place => ({
  geometry,
  properties: { name: area_name, area_id },
})

/**
 * @returns what finds the area that is kept by a name, or tells where the most likely city of that name lies, and throws
 * where there is neither
 */
export function usePlaceFinder(): (name: string) => Promise<string | Place> {
  const swath = useSwath()
  return async (given) => {
    const name = given.trim()
    const [area] = await queryClient.fetchQuery(areasNamedQuery(swath, name))
    if (area) return placeOf(area)
    const [city] = await queryClient.fetchQuery(citiesQuery(swath, name))
    if (!city) throw new Error(`There is no area and no city called ${name}`)
    return positionOf(city)
  }
}

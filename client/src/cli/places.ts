import { Argument, Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { wholeNumber } from './numbers.ts'
import { type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  limit: number
}

export function placesCommand(): Command {
  const name = new Argument('<name>', 'or its beginning, in any language; a country or a state after a comma')
  const command = new Command('places')
    .description('Cities and countries by name, the most likely first; from GeoNames (CC BY 4.0)')
    .addArgument(name)
    .option('--limit <count>', 'at most so many', wholeNumber(1, 50), 10)
  return withConnection(withOutput(command)).action(find)
}

async function find(name: string, flags: Flags): Promise<void> {
  const found = await (await clientOf(flags)).places.find(name, { limit: flags.limit })
  print(flags, found, () =>
    table(
      ['place', 'state', 'country', 'people', 'latitude', 'longitude'],
      found.map(({ name, region_code, country, population, geometry: { coordinates } }) => [
        name,
        region_code,
        country,
        population,
        coordinates[1].toFixed(4),
        coordinates[0].toFixed(4),
      ]),
    ),
  )
}

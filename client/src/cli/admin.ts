import { Command } from 'commander'
import { adminAreasCommand } from './admin-areas.ts'
import { adminContractsCommand } from './admin-contracts.ts'
import { adminCredentialsCommand } from './admin-credentials.ts'
import { adminDeskCommand } from './admin-desk.ts'
import { adminOddsCommand } from './admin-odds.ts'
import { adminOrganisationsCommand } from './admin-organisations.ts'
import { adminProvidersCommand } from './admin-providers.ts'
import { adminApplyCommand, adminExportCommand } from './admin-setup.ts'
import { adminSkusCommand } from './admin-skus.ts'
import { adminViewCommand } from './admin-view.ts'
import { adminPeopleCommand } from './people.ts'
import { adminServiceLevelsCommand } from './service-levels.ts'
import { adminStatementsCommand } from './statements.ts'

export function adminCommand(): Command {
  return new Command('admin')
    .description('For operators: customers, their contracts, what these may order, and credentials')
    .addCommand(adminOrganisationsCommand())
    .addCommand(adminContractsCommand())
    .addCommand(adminSkusCommand())
    .addCommand(adminStatementsCommand())
    .addCommand(adminDeskCommand())
    .addCommand(adminServiceLevelsCommand())
    .addCommand(adminCredentialsCommand())
    .addCommand(adminViewCommand())
    .addCommand(adminAreasCommand())
    .addCommand(adminProvidersCommand())
    .addCommand(adminOddsCommand())
    .addCommand(adminExportCommand())
    .addCommand(adminApplyCommand())
    .addCommand(adminPeopleCommand())
}

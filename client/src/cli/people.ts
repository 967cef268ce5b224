import type { Invitation, InvitationWithLink, Member } from '@swath/contract/people'
import { Argument, Command, InvalidArgumentError } from 'commander'
import type { SwathClient } from '../client.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { type LimitFlags, limitsOf, of_all, withLimits } from './credentials-options.ts'
import { facts, minutes, note, type OutputFlags, print, withOutput } from './output.ts'
import { repeated } from './repeated.ts'
import { table } from './table.ts'

type Flags = Omit<ConnectionFlags, 'contract'> & OutputFlags
type InviteFlags = Flags &
  LimitFlags & { contract?: string[]; organisation?: string; staff?: true; days?: number }

/** For a customer's own people, and for everybody. */
export function peopleCommand(): Command {
  const about = 'Who acts for your contracts, and who is invited'
  return commandsFor('people', about, (swath) => swath.people).addCommand(secondFactorCommand())
}

function secondFactorCommand(): Command {
  const command = new Command('second-factor')
    .description('Whether your people need a second factor; says it, or shows it')
    .addArgument(new Argument('[rule]', 'from the next request on').choices(['required', 'optional']))
    .action(async (rule: 'required' | 'optional' | undefined, flags: Flags) => {
      const { people } = await clientOf(flags)
      const found = rule
        ? await people.requireSecondFactor(rule === 'required')
        : await people.secondFactorRule()
      print(flags, found, () => facts({ 'second factor': found.is_required ? 'required' : 'optional' }))
    })
  return withConnection(withOutput(command))
}

export function adminPeopleCommand(): Command {
  const people = commandsFor(
    'people',
    'Who acts for customers, and who is your staff',
    ({ admin }) => admin.people,
  )
  const invite = people.commands.find((command) => command.name() === 'invite')!
  invite
    .option('--organisation <id>', 'to a customer, for all its contracts')
    .option('--staff', 'to your staff')
  const reset = new Command('reset-link')
    .description('A link for a new password, for somebody whom no mail reaches; it is shown this once')
    .argument('<client_id>', 'swath admin people list tells which there are')
    .action(async (client_id: string, flags: ConnectionFlags & OutputFlags) => {
      const made = await (await clientOf(flags)).admin.people.resetLink(client_id)
      print(flags, made, () => facts({ link: made.link, 'good until': minutes(made.expires_at) }))
    })
  return people.addCommand(withConnection(withOutput(reset)))
}

/** As the command uses it: what may be said of an invitation, the server knows. */
type Noun = (swath: SwathClient) => SwathClient['people'] | SwathClient['admin']['people']

function commandsFor(name: string, description: string, people: Noun): Command {
  const of = async (flags: Flags) => people(await clientOf(flags)) as SwathClient['admin']['people']
  const list = new Command('list').description('Everybody, by name').action(async (flags: Flags) => {
    const all = await (await of(flags)).list().all()
    print(flags, all, () =>
      table(['membership', 'name', 'e-mail', 'for', 'may', 'last used', 'ends'], all.map(rowOf)),
    )
  })
  const invitations = new Command('invitations')
    .description('Who is invited and has not accepted')
    .action(async (flags: Flags) => {
      const all = await (await of(flags)).invitations().all()
      print(flags, all, () =>
        table(['invitation', 'e-mail', 'for', 'may', 'good until'], all.map(invitationRow)),
      )
    })
  const remove = new Command('remove')
    .description('End a membership at once, with what its person has made by it')
    .argument('<client_id>', 'of the membership')
    .action(async (client_id: string, flags: Flags) => {
      await (await of(flags)).remove(client_id)
      note(`${client_id} has ended`)
    })
  const withdraw = new Command('withdraw')
    .description('Take an invitation back')
    .argument('<invitation_id>')
    .action(async (invitation_id: string, flags: Flags) => {
      await (await of(flags)).withdraw(invitation_id)
      note(`${invitation_id} is good no more`)
    })
  const remove_factors = new Command('remove-factors')
    .description('The second factor of somebody who has lost it; they are told by mail')
    .argument('<client_id>', 'of the membership')
    .action(async (client_id: string, flags: Flags) => {
      await (await of(flags)).removeFactors(client_id)
      note('Their password alone signs them in')
    })
  return new Command(name)
    .description(description)
    .addCommand(withConnection(withOutput(list)))
    .addCommand(inviteCommand(of))
    .addCommand(withConnection(withOutput(invitations)))
    .addCommand(withConnection(withdraw))
    .addCommand(updateCommand(of))
    .addCommand(withConnection(remove))
    .addCommand(withConnection(remove_factors))
}

type Of = (flags: Flags) => Promise<SwathClient['admin']['people']>

function inviteCommand(of: Of): Command {
  const command = new Command('invite')
    .description('Invite somebody; the link is shown this once, and mailed where the server sends mail')
    .argument('<email>')
    .option('--contract <id>', 'for this contract; several times for several', repeated)
    .option('--days <number>', 'how long the link is good: 7, at most 30', readDays)
    .action(async (email: string, { contract, organisation, staff, days, ...flags }: InviteFlags) => {
      const { expires_at: _, ...may } = limitsOf(flags)
      const made = await (await of(flags)).invite({
        email,
        ...may,
        ...(contract && { contract_ids: contract }),
        ...(organisation !== undefined && { organisation_id: organisation }),
        ...(staff && { staff }),
        ...(days !== undefined && { days }),
      })
      print(flags, made, () => facts(invitationFacts(made)))
    })
  return withConnection(withOutput(withLimits(command, of_all)))
}

function updateCommand(of: Of): Command {
  const command = new Command('update')
    .description('What somebody may, for which contracts and until when; at once')
    .argument('<client_id>', 'of the membership')
    .option('--contract <id>', 'for this contract; several times for several', repeated)
    .action(async (client_id: string, { contract, ...flags }: InviteFlags) => {
      const change = { ...limitsOf(flags), ...(contract && { contract_ids: contract }) }
      const member = await (await of(flags)).update(client_id, change)
      print(flags, member, () => facts({ name: member.person.name, for: whom(member), may: mayOf(member) }))
    })
  return withConnection(withOutput(withLimits(command, of_all)))
}

const invitationFacts = ({ email, link, is_mailed, expires_at }: InvitationWithLink) => ({
  'e-mail': email,
  link,
  'good until': minutes(expires_at),
  mailed: is_mailed ? 'yes' : 'no: hand the link over',
})

function rowOf(member: Member) {
  const { client_id, person, last_used_at, expires_at } = member
  const [used, ends] = [minutes(last_used_at) || 'never', minutes(expires_at) || 'never']
  return [client_id, person.name, person.email, whom(member), mayOf(member), used, ends]
}

const invitationRow = (one: Invitation) => [
  one.invitation_id,
  one.email,
  whom(one),
  mayOf(one),
  minutes(one.expires_at),
]

const whom = ({ organisation }: Pick<Member, 'organisation'>) => organisation?.name ?? 'the staff'
const mayOf = ({ acts_as, scopes }: Pick<Member, 'acts_as' | 'scopes'>) => acts_as ?? scopes.join(' ')

function readDays(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= 30) return days
  throw new InvalidArgumentError('A number of days, from 1 to 30.')
}

import { findClashes } from './clashes.ts'
import type { OwnContact } from './meetings.ts'
import { collectContacts } from './meetings.ts'
import type { Outline } from './outline.ts'
import { traceOutline } from './outline.ts'
import type { GeometryProblem } from './problems.ts'
import { describePosition, MAX_PROBLEMS } from './problems.ts'
import type { Reading } from './ring.ts'
import { readStructure } from './structure.ts'

/**
 * Everything that is wrong with a geometry (at most 20 problems), nothing when it is valid: a GeoJSON Point,
 * Polygon or MultiPolygon that PostGIS can compute with. Either winding order and repeated positions are
 * fine; on the globe edges go the short way round and may cross the antimeridian or go round a pole.
 */
export function findGeometryProblems(geometry: unknown, reading: Reading = 'globe'): GeometryProblem[] {
  const { rings, problems } = readStructure(geometry)
  const outlines = rings.map((ring) => traceOutline(ring, reading))
  return [...problems, ...findOutlineProblems(outlines)].slice(0, MAX_PROBLEMS)
}

/** Rings that are wrong in themselves are not compared with others. */
function findOutlineProblems(outlines: Outline[]): GeometryProblem[] {
  const { own, meetings, is_complete } = collectContacts(outlines)
  const problems = outlines.map((outline) => findOwnProblems(outline, [...own.get(outline)!.values()]))
  const sound = outlines.filter((_, index) => problems[index]!.length === 0)
  return [...problems.flat(), ...(is_complete ? findClashes(sound, meetings) : [TOO_MANY_CONTACTS])]
}

const TOO_MANY_CONTACTS: GeometryProblem = {
  pointer: '/coordinates',
  code: 'geometry_too_many_contacts',
  message:
    'The rings meet, or run side by side, in too many places to be compared; make rings that meet one ring, and simplify their outlines.',
}

/** A ring of loops that cancel out has no area either, but is better told where it meets itself. */
function findOwnProblems(outline: Outline, contacts: OwnContact[]): GeometryProblem[] {
  const { pointer } = outline.ring
  const runs_back = contacts.length === 0 || contacts.some(({ kind }) => kind === 'share')
  if (!outline.has_area && runs_back) {
    const message = 'The ring encloses no area: its positions lie on one line, or it runs back over itself.'
    return [{ pointer, code: 'geometry_zero_area', message }]
  }
  return contacts.map((contact) => ({
    pointer: `${pointer}/${contact.first_index}`,
    code: 'geometry_self_intersection',
    message: describeOwnContact(contact),
  }))
}

const VERBS = { cross: 'cross', touch: 'touch', share: 'run over each other' }

function describeOwnContact({ kind, at, first_index, second_index }: OwnContact): string {
  const segments = `Segments ${first_index} and ${second_index} of the ring`
  return `${segments} ${VERBS[kind]} at ${describePosition(at)}; a ring must not meet itself.`
}

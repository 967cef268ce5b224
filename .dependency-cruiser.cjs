// Who may import whom. The name of each rule is the sentence it enforces; `npm run check` prints it
// (scripts/check-sources.ts). Tests may import anything and are not looked at.
//
// The rooms of the server that know no feature, from the ground up: each may import those that are named behind it.
const ROOMS = {
  platform: [],
  database: ['platform'],
  storage: [],
  access: ['platform', 'database'],
  outbound: ['database'],
  uploads: ['database', 'outbound'],
  threads: ['platform', 'database'],
  record: ['platform', 'database', 'access'],
  terms: ['database'],
  answers: ['platform', 'database', 'access'],
  http: ['platform', 'database', 'access', 'threads', 'answers'],
  lists: ['platform', 'database', 'answers', 'http'],
  queue: ['platform', 'database', 'lists'],
}
// What a room may import besides: facts, the table of jobs and the types of rows.
const GROUND = '^server/src/(lib/|reactions[.]ts$|migrations/tables[.]ts$)'
// A feature is a folder of server/src that is neither a room nor one of these:
const FEATURE = `^server/src/(?!(${Object.keys(ROOMS).join('|')}|lib|migrations|providers)/)[^/]+/`
const TRANSLATIONS = '^server/src/(legacy|stac|stapi)/'
// Packages that read and draw images.
const PIXEL_PACKAGES = '^node_modules/(@types/)?(geotiff|proj4|sharp)/'
// Packages without IO, which pure code may use. Each one that is added here was read first.
const PURE_PACKAGES = '^(climate/|node_modules/(geographiclib-geodesic|@turf/[^/]+)/)'

// Of the command only: for its words, files that people have, and assistants.
const COMMAND_PACKAGES =
  '^node_modules/(@types/)?(commander|cli-progress|csv-parse|string-width|zod|@modelcontextprotocol/sdk)/'
// Formats of places; who does without needs none of them.
const PLACE_PACKAGES = '^node_modules/(@types/geojson|@xmldom/xmldom|@tmcw/togeojson|betterknown|fflate|polyclip-ts|proj4|proj4-list)/'

const forbidden = [
  {
    name: 'contract depends on zod only',
    from: { path: '^contract/' },
    to: { pathNot: ['^contract/', '^node_modules/zod/'] },
  },
  {
    name: 'a product is known through the registry: whoever imports one of them tells it from the others',
    from: { pathNot: '^contract/src/products/' },
    to: { path: '^contract/src/products/', pathNot: '/(registry|product-kind|terms)[.]ts$' },
  },
  {
    name: 'client depends on contract only',
    from: { path: '^client/', pathNot: '^client/src/cli/' },
    to: { pathNot: ['^client/', '^contract/'], dependencyTypesNot: ['core'] },
  },
  {
    name: 'the reading of places depends on contract and its own packages only',
    from: { path: '^places/' },
    to: { pathNot: ['^places/', '^contract/', PLACE_PACKAGES], dependencyTypesNot: ['core'] },
  },
  {
    name: 'the client and the reading of places run in browsers: only download.ts needs Node',
    from: { path: '^(client|places)/src/', pathNot: ['^client/src/cli/', '^client/src/download[.]ts$'] },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'the command depends on client, contract and its own packages only',
    from: { path: '^client/src/cli/' },
    to: {
      pathNot: ['^client/', '^contract/', '^places/', COMMAND_PACKAGES],
      dependencyTypesNot: ['core'],
    },
  },
  {
    name: 'the client knows nothing of its command',
    from: { path: '^client/src/', pathNot: '^client/src/cli/' },
    to: { path: '^client/src/cli/' },
  },
  {
    name: 'simulator imports no other workspace but imagery, orbits, planner, climate, and the protocol that providers speak',
    from: { path: '^simulator/' },
    to: { path: '^(contract|server|client|console)/', pathNot: '^contract/src/provider-protocol/' },
  },
  {
    name: 'orbits depends on SGP4 only, and runs in browsers',
    from: { path: '^orbits/', pathNot: '[.]testing[.]ts$' },
    to: { pathNot: ['^orbits/', '^node_modules/satellite[.]js/'] },
  },
  {
    name: 'the climate depends on nothing',
    from: { path: '^climate/' },
    to: { pathNot: '^climate/' },
  },
  {
    name: 'the planner depends on nothing',
    from: { path: '^planner/' },
    to: { pathNot: '^planner/' },
  },
  {
    name: 'imagery knows pixels and the files that they are in',
    from: { path: '^imagery/' },
    to: { pathNot: ['^imagery/', PIXEL_PACKAGES], dependencyTypesNot: ['core'] },
  },
  {
    name: 'imagery speaks with nobody',
    from: { path: '^imagery/' },
    to: { path: '^(http|http2|https|net|dgram|child_process)$' },
  },
  {
    name: 'console talks only through client',
    from: { path: '^console/' },
    to: { path: '^(server|simulator)/' },
  },
  {
    name: 'lib imports only lib and contract',
    from: { path: '^server/src/lib/' },
    to: { pathNot: ['^server/src/lib/', '^contract/', PURE_PACKAGES] },
  },
  ...Object.entries(ROOMS).map(([room, below]) => ({
    name: `${room} imports no feature, and of the rooms only ${below.join(', ') || 'itself'}`,
    from: { path: `^server/src/${room}/` },
    to: {
      path: '^server/',
      pathNot: [GROUND, ...[room, ...below].map((one) => `^server/src/${one}/`)],
    },
  })),
  {
    name: 'features never import features',
    from: { path: FEATURE.replace('[^/]+', '([^/]+)'), pathNot: TRANSLATIONS },
    to: { path: FEATURE, pathNot: '^server/src/$1/' },
  },
  {
    name: 'legacy, stac and stapi use a feature only through its service',
    from: { path: TRANSLATIONS },
    to: { path: FEATURE, pathNot: ['^server/src/$1/', '[/.]service[.]ts$'] },
  },
  {
    name: 'machine and rules are pure: they import only lib, contract and each other',
    from: { path: '^(server/src/[^/]+/)[^/]*(machine|rules)[.]ts$' },
    to: { pathNot: ['^server/src/lib/', '^contract/', PURE_PACKAGES, '^$1[^/]*(machine|rules)[.]ts$'] },
  },
  {
    name: 'routes and jobs go through the service, not to a store',
    from: { path: '^server/src/.*(routes|jobs)[.]ts$' },
    to: { path: 'store[.]ts$' },
  },
  {
    name: 'providers have no database',
    from: { path: '^server/src/providers/' },
    to: { path: ['^server/src/database/', '^node_modules/(pg|kysely|@electric-sql)/'] },
  },
  {
    name: 'imports go round in no circle',
    from: {},
    to: { circular: true },
  },
  {
    // Without this an import that the tool cannot find would escape every rule above.
    name: 'every import leads to a file',
    from: { pathNot: '^console/' },
    to: { couldNotResolve: true },
  },
]

module.exports = {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true, // look at `import type` too: a type is knowledge of its owner
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}

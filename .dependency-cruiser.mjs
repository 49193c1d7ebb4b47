/**
 * The walls of the house. `rooms` is the law, written once: every room of server/src with what it may import. One rule
 * per room is derived from it, with its sentence as the reason; the rules below them say what a table cannot.
 * Tests beside the code and conformance suites may import any room; nothing may import them. Run by `npm run walls`.
 */

/**
 * @typedef {object} Room
 * @property {'pure' | 'socket' | 'moving'} kind pure: no I/O, no clock, no randomness
 * @property {readonly string[]} imports rooms it may import
 * @property {readonly string[]} [typesOf] rooms of which it may import types only; scripts/walls.ts checks the word `type`
 * @property {string} [beside] a folder beside src that it may load, by dynamic import
 * @property {boolean} [contract] whether it speaks the wire's language
 * @property {string} holds what lives there, in a few words
 */

const PURE = ['domain', 'engine', 'ledger', 'matching', 'indicators', 'strategies', 'analytics'];
const DOMAIN_ONLY = ['domain'];

/** @type {Readonly<Record<string, Room>>} */
export const rooms = {
  domain: { kind: 'pure', imports: [], holds: 'money, instruments, signals, orders and their state table' },
  engine: { kind: 'pure', imports: DOMAIN_ONLY, holds: "one account's step: state and input to events and effects" },
  ledger: { kind: 'pure', imports: DOMAIN_ONLY, holds: 'double entry: fills and fees to postings and profit' },
  matching: { kind: 'pure', imports: DOMAIN_ONLY, holds: 'the pretend venue' },
  indicators: { kind: 'pure', imports: DOMAIN_ONLY, holds: 'streaming indicators' },
  strategies: { kind: 'pure', imports: ['domain', 'indicators'], holds: 'the strategy interface and its examples' },
  analytics: { kind: 'pure', imports: ['domain', 'ledger'], holds: 'statistics over an equity curve' },
  ports: { kind: 'socket', imports: DOMAIN_ONLY, holds: 'what the server asks of the world outside' },
  views: { kind: 'moving', imports: ['domain', 'engine', 'ledger'], holds: 'read models folded from events' },
  runtime: { kind: 'moving', imports: [...PURE, 'ports', 'views'], holds: 'the only loop with side effects' },
  adapters: { kind: 'moving', imports: ['domain', 'ports'], holds: 'islands: one outside system each' },
  api: {
    kind: 'moving',
    imports: ['domain', 'runtime', 'views'],
    typesOf: ['ports'],
    contract: true,
    holds: 'doors: HTTP, WebSocket, authentication',
  },
  backtest: { kind: 'moving', imports: [...PURE, 'ports', 'runtime'], holds: 'the same runtime on historical time' },
  cli: {
    kind: 'moving',
    imports: ['app', 'domain', 'adapters/signals', 'adapters/system'],
    typesOf: ['ports'],
    beside: 'emulators',
    contract: true,
    holds: 'the commands',
  },
  app: {
    kind: 'moving',
    imports: [...PURE, 'ports', 'views', 'runtime', 'adapters', 'api', 'backtest'],
    contract: true,
    holds: 'the composition root: the only room that knows names',
  },
};

/** Islands that may import more than `adapters` as a whole. */
export const islandImports = { 'brokers/paper': ['matching'] };

/** Code that is not part of the running server: it may import anything, and nothing of the server may import it. */
export const TEST_CODE = [
  '(\\.(test|conformance|bench)|-trial)\\.ts$',
  '^server/(test|bench|simulator)/',
  '^(server|contract)/src/.*/test/',
].join('|');

const ISLAND = '^server/src/(adapters/(?:brokers/[^/]+|stores/[^/]+|[^/]+))/';
const ROOM_OR_ISLAND = '^server/src/(adapters/(?:brokers/[^/]+|stores/[^/]+|[^/]+)|[^/]+)/';
const OURS = '^(server|contract|scripts|web)/';
const from = (room) => ({ path: `^server/src/${room}/`, pathNot: TEST_CODE });
const roomPath = (room) => `^server/src/${room}/`;
const purePath = `^server/src/(${[...PURE, 'ports'].join('|')})/`;

function roomSentence(name, room) {
  const names = [...room.imports, ...(room.typesOf ?? []).map((other) => `${other} (types)`)];
  if (room.contract === true) names.push('the contract');
  if (room.beside !== undefined) names.push(`${room.beside} (by dynamic import)`);
  return `${name} (${room.holds}) may import ${names.length === 0 ? 'nothing' : `only ${names.join(', ')}`}.`;
}

function permitted(name, room) {
  const paths = [name, ...room.imports, ...(room.typesOf ?? [])].map(roomPath);
  if (room.beside !== undefined) paths.push(`^server/${room.beside}/`);
  return room.contract === true ? [...paths, '^contract/src/'] : paths;
}

function roomRule([name, room]) {
  const islands = name === 'adapters' ? Object.keys(islandImports).map(roomPathOfIsland) : [];
  return {
    name: `room-${name}`,
    severity: 'error',
    comment: roomSentence(name, room),
    from: { path: roomPath(name), pathNot: [TEST_CODE, ...islands] },
    to: { path: OURS, pathNot: permitted(name, room) },
  };
}

function roomPathOfIsland(island) {
  return roomPath(`adapters/${island}`);
}

function islandRule([island, extra]) {
  const room = { ...rooms.adapters, imports: [...rooms.adapters.imports, ...extra] };
  return {
    name: `island-${island.replace('/', '-')}`,
    severity: 'error',
    comment: roomSentence(`adapters/${island}`, room),
    from: from(`adapters/${island}`),
    to: { path: OURS, pathNot: permitted('adapters', room) },
  };
}

const walls = [
  {
    name: 'adapter-islands',
    severity: 'error',
    comment: 'An adapter never learns of a sibling: brokers, stores and notifiers meet in app only.',
    from: { path: ISLAND, pathNot: TEST_CODE },
    to: { path: '^server/src/adapters/', pathNot: '^server/src/$1/' },
  },
  {
    name: 'pure-rooms-no-io',
    severity: 'error',
    comment:
      'Pure rooms and ports use neither Node nor npm packages, so that the same input always gives the same output.',
    from: { path: purePath, pathNot: TEST_CODE },
    to: { pathNot: ['^server/src/', '^#'] },
  },
  {
    name: 'only-risk-approves',
    severity: 'error',
    comment: 'Who mints an approval can send an order past the limits: only engine/risk does.',
    from: { path: '^server/src/', pathNot: [TEST_CODE, '^server/src/engine/risk/'] },
    to: { path: '^server/src/domain/mint-approval\\.ts$' },
  },
  {
    name: 'cross-room-by-alias',
    severity: 'error',
    comment: 'An import that leaves its room says so: #domain/order.ts, never ../../domain/order.ts.',
    from: { path: '^server/src/([^/]+)/' },
    to: { path: '^server/src/', pathNot: '^server/src/$1/', dependencyTypesNot: ['aliased-subpath-import'] },
  },
  {
    name: 'same-room-by-path',
    severity: 'error',
    comment: 'Inside a room an import is ./order.ts: the alias is the sign of a door.',
    from: { path: ROOM_OR_ISLAND },
    to: { path: '^server/src/$1/', dependencyTypes: ['aliased-subpath-import'] },
  },
  {
    name: 'emulators-stand-apart',
    severity: 'error',
    comment: 'An emulator plays the world outside: it shares money and matching with the server, and nothing else.',
    from: { path: '^server/emulators/', pathNot: TEST_CODE },
    to: { path: OURS, pathNot: ['^server/emulators/', '^server/src/(domain|matching)/'] },
  },
  {
    name: 'contract-stands-alone',
    severity: 'error',
    comment: 'The contract is for third parties: it may use zod and nothing else.',
    from: { path: '^contract/src/', pathNot: TEST_CODE },
    to: { pathNot: '^(contract/src/|node_modules/zod/)' },
  },
  {
    name: 'no-import-of-tests',
    severity: 'error',
    comment: 'What runs in production must not depend on tests, benches or the simulator.',
    from: { path: '^(server/src|contract/src)/', pathNot: TEST_CODE },
    to: { path: TEST_CODE },
  },
  {
    name: 'not-to-unresolvable',
    severity: 'error',
    comment: 'A path that leads nowhere escapes every other wall.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-circular',
    severity: 'error',
    comment: 'Two modules that need each other are one module or three.',
    from: { pathNot: TEST_CODE },
    to: { circular: true },
  },
  {
    name: 'not-to-dev-dep',
    severity: 'error',
    comment: 'An installation for production has no development packages.',
    from: { path: '^(server/src|contract/src)/', pathNot: TEST_CODE },
    to: { dependencyTypes: ['npm-dev'] },
  },
  {
    name: 'declared-packages-only',
    severity: 'error',
    comment: 'A package that no manifest of ours names can vanish with the next install.',
    from: { path: '^(server|contract)/' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: '^contract/' },
  },
];

const table = Object.entries(rooms);

export default {
  forbidden: [...table.map(roomRule), ...Object.entries(islandImports).map(islandRule), ...walls],
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(dist|generated)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};

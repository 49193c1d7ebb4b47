/** Each wall is breached once in a planted tree: a rule that finds nothing there would find nothing anywhere. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import config, { rooms } from '../.dependency-cruiser.mjs';
import { type FixtureTree, plantTree } from './fixture-tree.ts';
import { checkWalls, reportWalls, type WallsResult } from './walls.ts';

const A = 'export const a = 1;\n';
const use = (specifier: string): string => `import { a } from '${specifier}';\nexport const b = a;\n`;
const useType = (specifier: string): string => `import type { A } from '${specifier}';\nexport type B = A;\n`;

const GROUND = {
  'package.json': '{"name":"house","type":"module","devDependencies":{"toy":"1.0.0"}}',
  'server/package.json':
    '{"name":"server","type":"module","imports":{"#*":"./src/*"},"dependencies":{"tool":"1.0.0","@signalbox/contract":"1"}}',
  'node_modules/tool/package.json': '{"name":"tool","version":"1.0.0","type":"module","exports":"./index.js"}',
  'node_modules/tool/index.js': A,
  'node_modules/toy/package.json': '{"name":"toy","version":"1.0.0","type":"module","exports":"./index.js"}',
  'node_modules/toy/index.js': A,
  'node_modules/stray/package.json': '{"name":"stray","version":"1.0.0","type":"module","exports":"./index.js"}',
  'node_modules/stray/index.js': A,
  'contract/package.json': '{"name":"@signalbox/contract","type":"module"}',
  'contract/src/index.ts': A,
  ...Object.fromEntries(Object.keys(rooms).map((room) => [`server/src/${room}/a.ts`, A])),
  'server/src/adapters/brokers/paper/a.ts': A,
  'server/src/adapters/brokers/other/a.ts': A,
  'server/src/adapters/signals/a.ts': A,
  'server/src/domain/mint-approval.ts': A,
  'server/src/engine/risk/a.ts': use('#domain/mint-approval.ts'),
  'server/test/tool.ts': A,
  'server/emulators/a.ts': A,
};

/** Importer, its text, and the rule that must name it. */
const BREACHES: readonly (readonly [path: string, text: string, rule: string])[] = [
  ...Object.keys(rooms)
    .filter((room) => room !== 'app')
    .map((room): [string, string, string] => [
      `server/src/${room}/breach.ts`,
      use(room === 'cli' ? '#runtime/a.ts' : '#app/a.ts'),
      `room-${room}`,
    ]),
  ['server/src/app/breach.ts', use('#cli/a.ts'), 'room-app'],
  ['server/src/views/type-breach.ts', useType('#runtime/a.ts'), 'room-views'],
  ['server/src/adapters/signals/wire.ts', use('#matching/a.ts'), 'room-adapters'],
  ['server/src/adapters/brokers/paper/breach.ts', use('#ledger/a.ts'), 'island-brokers-paper'],
  ['server/src/adapters/brokers/paper/sibling.ts', use('#adapters/brokers/other/a.ts'), 'adapter-islands'],
  ['server/src/adapters/brokers/other/stranger.ts', use('#adapters/signals/a.ts'), 'adapter-islands'],
  ['server/src/domain/reads-files.ts', "export { readFileSync } from 'node:fs';\n", 'pure-rooms-no-io'],
  ['server/src/matching/package.ts', use('tool'), 'pure-rooms-no-io'],
  ['server/src/runtime/mints.ts', use('#domain/mint-approval.ts'), 'only-risk-approves'],
  ['server/src/engine/mints.ts', use('#domain/mint-approval.ts'), 'only-risk-approves'],
  ['server/src/runtime/by-path.ts', use('../domain/a.ts'), 'cross-room-by-alias'],
  ['server/src/runtime/by-alias.ts', use('#runtime/a.ts'), 'same-room-by-path'],
  ['server/emulators/leans.ts', use('#runtime/a.ts'), 'emulators-stand-apart'],
  ['server/src/runtime/emulates.ts', use('../../emulators/a.ts'), 'room-runtime'],
  ['contract/src/leans.ts', use('tool'), 'contract-stands-alone'],
  ['contract/src/reaches.ts', use('../../server/src/domain/a.ts'), 'contract-stands-alone'],
  ['server/src/runtime/a.test.ts', A, ''],
  ['server/src/runtime/uses-test.ts', use('./a.test.ts'), 'no-import-of-tests'],
  ['server/src/runtime/uses-harness.ts', use('../../test/tool.ts'), 'no-import-of-tests'],
  ['server/src/runtime/takes-trials.ts', use('./a-trial.ts'), 'no-import-of-tests'],
  ['server/src/runtime/a-trial.ts', A, ''],
  ['server/src/runtime/uses-folder.ts', use('./test/a.ts'), 'no-import-of-tests'],
  ['server/src/runtime/test/a.ts', A, ''],
  ['server/src/runtime/nowhere.ts', use('./nowhere-at-all.ts'), 'not-to-unresolvable'],
  ['server/src/runtime/circle.ts', "export { b as a } from './circle-back.ts';\n", 'no-circular'],
  ['server/src/runtime/circle-back.ts', use('./circle.ts'), ''],
  ['server/src/runtime/toy.ts', use('toy'), 'not-to-dev-dep'],
  ['server/src/runtime/stray.ts', use('stray'), 'declared-packages-only'],
  ['server/src/api/value.ts', use('#ports/a.ts'), 'types-api-ports'],
  ['server/src/cli/value.ts', use('#ports/a.ts'), 'types-cli-ports'],
];

const PERMITTED = {
  'server/src/domain/neighbor.ts': use('./a.ts'),
  'server/src/api/neighbor.ts': `${useType('#ports/a.ts')}export { a } from '#runtime/a.ts';\n`,
  'server/src/adapters/brokers/paper/neighbor.ts': use('#matching/a.ts'),
  'server/src/cli/neighbor.ts': use('#adapters/signals/a.ts'),
  'server/src/cli/emulates.ts': use('../../emulators/a.ts'),
  'server/emulators/neighbor.ts': use('#matching/a.ts'),
  'server/src/runtime/neighbor.ts': use('tool'),
  'server/src/adapters/brokers/paper/free.test.ts': use('#adapters/signals/a.ts'),
  'server/src/domain/free.test.ts': use('#app/a.ts'),
};

describe('the walls', () => {
  const trees: FixtureTree[] = [];
  let breached: WallsResult;

  beforeAll(async () => {
    const tree = plantTree({ ...GROUND, ...Object.fromEntries(BREACHES.map(([path, text]) => [path, text])) });
    trees.push(tree);
    breached = await checkWalls(tree.root);
  });
  afterAll(() => {
    for (const tree of trees) tree.remove();
  });

  it.each(BREACHES.filter(([, , rule]) => rule !== ''))('finds %s', (path, _text, rule) => {
    const naming = breached.violations.filter(({ from, via }) => from === path || via.includes(path));
    expect(naming.map((violation) => violation.rule)).toContain(rule);
  });

  it('has a seeded breach for every rule of the configuration', () => {
    const seeded = new Set(BREACHES.map(([, , rule]) => rule));
    expect(config.forbidden.map((rule) => rule.name).filter((name) => !seeded.has(name))).toEqual([]);
  });

  it('lets through what the table permits', async () => {
    const tree = plantTree({ ...GROUND, ...PERMITTED });
    trees.push(tree);
    const result = await checkWalls(tree.root);
    expect(result.violations).toEqual([]);
    expect(result.modulesRead).toBe(result.modulesExpected);
    expect(result.edges.length).toBeGreaterThan(6);
  });

  it('refuses to believe a checker that read less than there is', () => {
    const said = (['log', 'error'] as const).map((way) => vi.spyOn(console, way).mockImplementation(() => undefined));
    expect(reportWalls({ modulesRead: 0, modulesExpected: 0, violations: [], edges: [] })).toBe(1);
    const edges = [{ from: 'a', to: 'b', specifier: 'b' }];
    expect(reportWalls({ modulesRead: 3, modulesExpected: 4, violations: [], edges })).toBe(1);
    expect(reportWalls({ modulesRead: 4, modulesExpected: 4, violations: [], edges })).toBe(0);
    for (const spy of said) spy.mockRestore();
  });
});

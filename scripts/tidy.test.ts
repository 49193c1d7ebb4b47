/** Each house rule is broken once in a planted tree, and once more kept in a way that a careless rule would accuse. */
import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureTree, plantTree } from './fixture-tree.ts';
import { checkTidy } from './tidy.ts';
import { tidyRules } from './tidy-rules.ts';

const OPEN = '/** What lives here. */\n';
const trees: FixtureTree[] = [];

function findingsIn(files: Readonly<Record<string, string>>): readonly string[] {
  const tree = plantTree(files);
  trees.push(tree);
  return checkTidy(tree.root).flatMap(({ rule, findings }) => findings.map(({ file }) => `${rule.name} ${file}`));
}

interface Case {
  readonly rule: string;
  readonly file: string;
  readonly broken: string;
  /** The same file with a text that keeps the rule, or the reason it can only be kept elsewhere. */
  readonly kept: string;
}

const reminder = ['TO', 'DO'].join('');
const machinePath = ['', 'work', 'main'].join('/');

const CASES: readonly Case[] = [
  { rule: 'file-length', file: 'scripts/long.ts', broken: OPEN.repeat(401), kept: OPEN.repeat(400) },
  {
    rule: 'no-reminders',
    file: 'scripts/a.ts',
    broken: `${OPEN}// ${reminder}: later\n`,
    kept: `${OPEN}// ToDoList\n`,
  },
  {
    rule: 'every-test-runs',
    file: 'scripts/a.test.ts',
    broken: "it.concurrent.only('x', run);\n",
    kept: "// it.skip is not for here\nit.each([1])('skips nothing', run);\nit.skip(`x (skipped: ${reason})`, run);\n",
  },
  {
    rule: 'no-binary-money',
    file: 'server/src/engine/a.ts',
    broken: `${OPEN}const price = Number(text);\n`,
    kept: `${OPEN}// never Number(text)\nexport const isNumber = (a: unknown) => Number.isSafeInteger(a);\n`,
  },
  {
    rule: 'time-and-chance',
    file: 'server/src/runtime/a.ts',
    broken: `${OPEN}const now = new Date();\n`,
    kept: `${OPEN}const shown = new Date(time).toISOString();\n`,
  },
  {
    rule: 'approval-is-minted',
    file: 'server/src/runtime/a.ts',
    broken: `${OPEN}const a = b as unknown as ApprovedOrder;\n`,
    kept: `${OPEN}const a: ApprovedOrder = b;\n`,
  },
  { rule: 'opening-comment', file: 'scripts/a.ts', broken: 'const a = 1;\n', kept: `#!/usr/bin/env node\n${OPEN}` },
  {
    rule: 'suppression-says-why',
    file: 'server/src/runtime/a.ts',
    broken: `${OPEN}// oxlint-disable-next-line no-console\n`,
    kept: `${OPEN}// oxlint-disable-next-line no-console -- the only way to speak before the log is open\n`,
  },
  { rule: 'no-machine-paths', file: 'docs/a.md', broken: `# A\n\n${machinePath}/x\n`, kept: '# A\n\nnet/work/x\n' },
  { rule: 'one-title', file: 'docs/a.md', broken: '# A\n\n# B\n', kept: '# A\n\n```sh\n# a comment\n```\n' },
  {
    rule: 'links-resolve',
    file: 'docs/a.md',
    broken: '# A\n\nSee [b](./b.md).\n',
    kept: '# A\n\nSee [a](a.md#part), [web](https://a.example), `[no](link.md)`.\n',
  },
];

const GROUND = {
  'server/README.md': '# S\n',
  'server/src/runtime/README.md': '# R\n',
  'server/src/engine/README.md': '# E\n',
};

describe('tidy', () => {
  afterEach(() => {
    for (const tree of trees.splice(0)) tree.remove();
  });

  it.each(CASES)('$rule finds what breaks it and nothing else', ({ rule, file, broken, kept }) => {
    expect(findingsIn({ ...GROUND, [file]: broken })).toEqual([`${rule} ${file}`]);
    expect(findingsIn({ ...GROUND, [file]: kept })).toEqual([]);
  });

  it.each(['order-utils.ts', 'helpers.ts', 'common/order.ts', 'risk-manager.ts', 'orderBook.ts', 'base.ts'])(
    'file-names refuses %s',
    (name) => {
      expect(findingsIn({ [`scripts/${name}`]: OPEN })).toEqual([`file-names scripts/${name}`]);
    },
  );

  it('file-names accepts kebab-case with a kind', () => {
    expect(findingsIn({ 'scripts/order-book.test.ts': OPEN, 'scripts/broker.conformance.test.ts': OPEN })).toEqual([]);
  });

  it('room-readme wants a page in every room, island and workspace that has a file', () => {
    const found = findingsIn({ 'server/src/adapters/stores/a.ts': OPEN, 'contract/src/a.ts': OPEN });
    const folders = ['contract', 'server', 'server/src/adapters', 'server/src/adapters/stores'];
    expect(found.toSorted()).toEqual(folders.map((folder) => `room-readme ${folder}/README.md`).toSorted());
  });

  it('lets tests and adapters/system take the time from the machine', () => {
    const clock = `${OPEN}export const now = () => Date.now();\n`;
    const readmes = {
      ...GROUND,
      'server/src/adapters/README.md': '# A\n',
      'server/src/adapters/system/README.md': '# S\n',
    };
    const files = { 'server/src/adapters/system/clock.ts': clock, 'server/src/runtime/a.test.ts': clock };
    expect(findingsIn({ ...readmes, ...files })).toEqual([]);
  });

  it('every-test-runs finds a test where no run looks', () => {
    const test = "it.each([1])('runs', run);\n";
    const found = findingsIn({ ...GROUND, 'server/bin/a.test.ts': test, 'server/src/engine/a.test.ts': test });
    expect(found).toEqual(['every-test-runs server/bin/a.test.ts']);
  });

  it('proves every rule', () => {
    const proved = new Set([...CASES.map(({ rule }) => rule), 'file-names', 'room-readme']);
    expect(tidyRules.map(({ name }) => name).filter((name) => !proved.has(name))).toEqual([]);
  });
});

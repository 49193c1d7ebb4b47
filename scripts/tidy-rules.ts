/**
 * The house rules, each with its name and its reason. A rule looks at the text of the tree as it is now and says where
 * it is broken; it changes nothing. Exceptions are listed here with their reason, never at the place that wants one.
 */
import { TEST_CODE } from '../.dependency-cruiser.mjs';
import type { SourceTree } from './source-tree.ts';
import { markdownRules } from './tidy-markdown.ts';

export interface Finding {
  readonly file: string;
  /** From 1; absent when the rule speaks of the whole file. */
  readonly line?: number;
  readonly message: string;
}

export interface TidyRule {
  readonly name: string;
  readonly why: string;
  check(tree: SourceTree): readonly Finding[];
}

const FILE_LINES_MAX = 400;
const REASON_LENGTH_MIN = 10;

/** Longer files there were before the limit: each may only become shorter, and its number with it. */
const LONGER_FILES: Readonly<Record<string, number>> = {};

/** Pure rooms in which a number may stand for money. Indicators and statistics are approximate by nature. */
const MONEY_ROOMS = /^server\/src\/(domain|engine|ledger|matching|strategies)\//;
const TEST_FILE = new RegExp(TEST_CODE);

/** Lines of the money rooms that may make a binary number, because what they make is not money. */
const NUMBERS_PERMITTED: Readonly<Record<string, readonly string[]>> = {
  'server/src/domain/decimal.ts': ['const exponent = Number(exponentText);', 'return Number(formatDecimal(value));'],
  'server/src/domain/schedule.ts': ['return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);'],
  'server/src/domain/time-zone.ts': [
    'const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);',
    'const seconds = Number(match[2] ?? 0) * 3_600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);',
  ],
};

const isCode = (file: string): boolean => /\.(ts|tsx|mjs|js)$/.test(file) && !file.includes('/generated/');
const isText = (file: string): boolean => isCode(file) || /(\.(md|ya?ml|sh|json|py)|\.ci\/run)$/.test(file);
const isProduct = (file: string): boolean => file.startsWith('server/src/') && isCode(file) && !TEST_FILE.test(file);

interface LinePattern {
  readonly applies: (file: string) => boolean;
  readonly pattern: RegExp;
  readonly message: string;
  /** Whether comments count too. */
  readonly inComments: boolean;
}

function findLines(tree: SourceTree, search: LinePattern): readonly Finding[] {
  return tree.files.filter(search.applies).flatMap((file) =>
    tree.lines(file).flatMap((text, index): Finding[] => {
      const looked = search.inComments ? text : withoutComment(text);
      return search.pattern.test(looked) ? [{ file, line: index + 1, message: search.message }] : [];
    }),
  );
}

function withoutComment(line: string): string {
  return /^\s*(\*|\/\*|\/\/)/.test(line) ? '' : line.replace(/\s\/\/\s.*$/, '');
}

const fileLength: TidyRule = {
  name: 'file-length',
  why: `A file of more than ${FILE_LINES_MAX} lines holds two things.`,
  check: (tree) =>
    tree.files.filter(isCode).flatMap((file): Finding[] => {
      const count = tree.lines(file).length;
      const limit = LONGER_FILES[file] ?? FILE_LINES_MAX;
      return count > limit ? [{ file, message: `has ${count} lines; the limit is ${limit}` }] : [];
    }),
};

const fileNames: TidyRule = {
  name: 'file-names',
  why: 'A file is named for what it exports, in kebab-case; a drawer for odds and ends fills up.',
  check: (tree) =>
    tree.files.filter(isCode).flatMap((file): Finding[] => {
      const parts = file.replace(/^\./, '').split('/');
      const stem = (parts.at(-1) ?? '').replace(/(\.[a-z-]+)*\.(ts|tsx|mjs|js)$/, '');
      const words = [...parts.slice(0, -1), ...stem.split('-')];
      const drawer = words.find((word) => /^(utils?|helpers?|common|misc|managers?|services?|base)$/.test(word));
      if (drawer !== undefined) return [{ file, message: `"${drawer}" does not say what the file is for` }];
      return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem) ? [] : [{ file, message: 'is not in kebab-case' }];
    }),
};

const noReminders: TidyRule = {
  name: 'no-reminders',
  why: 'What is left to do is done, decided against, or written down as a decision.',
  check: (tree) =>
    findLines(tree, {
      applies: isText,
      pattern: /\b(T[O]DO|FI[X]ME|X[X]X)\b/,
      message: 'a reminder was left behind',
      inComments: true,
    }),
};

/** Where vitest.config.ts looks. */
const TEST_FOLDERS = /^(contract|server\/(src|test|simulator|bench|emulators)|scripts)\//;

/** A conformance suite may skip what a venue cannot do, with the reason in the title: `(skipped: ${reason})`. */
const everyTestRuns: TidyRule = {
  name: 'every-test-runs',
  why: 'A test that is switched off, switches others off, or lies where nobody looks, proves nothing.',
  check: (tree) => [
    ...findLines(tree, {
      applies: (file) => TEST_FILE.test(file) && file !== 'scripts/tidy.test.ts',
      pattern: /\b(it|test|describe)(\.\w+)*\.(only|skip|todo|fails)\b(?!\(`.*\(skipped: \$\{)/,
      message: 'only, skip, todo and fails are for the minute, not for the tree',
      inComments: false,
    }),
    ...tree.files
      .filter((file) => file.endsWith('.test.ts') && !TEST_FOLDERS.test(file))
      .map((file) => ({ file, message: 'lies in a folder that vitest.config.ts does not name' })),
  ],
};

const noBinaryMoney: TidyRule = {
  name: 'no-binary-money',
  why: 'No binary float touches money; a number made in a pure room is listed with the rule.',
  check: (tree) =>
    findLines(tree, {
      applies: (file) => MONEY_ROOMS.test(file) && !TEST_FILE.test(file),
      pattern: /\b(Number|parseFloat)\(|\bMath\.round\(/,
      message: 'makes a binary number',
      inComments: false,
    }).filter(({ file, line }) => {
      const text = tree.lines(file)[(line ?? 1) - 1] ?? '';
      return !(NUMBERS_PERMITTED[file] ?? []).includes(text.trim());
    }),
};

const timeAndChance: TidyRule = {
  name: 'time-and-chance',
  why: 'The clock and the dice are handed in, so that a simulator can hold them; adapters/system owns the real ones.',
  check: (tree) =>
    findLines(tree, {
      applies: (file) => isProduct(file) && !file.startsWith('server/src/adapters/system/'),
      pattern:
        /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|randomUUID|randomBytes|setInterval)\b|new Date\(\)/,
      message: 'takes time or chance from the machine; ask for a Clock or Ids',
      inComments: false,
    }),
};

const approvalCast: TidyRule = {
  name: 'approval-is-minted',
  why: 'A cast to an approved type is an approval that nobody gave.',
  check: (tree) =>
    findLines(tree, {
      applies: (file) => isProduct(file) && file !== 'server/src/domain/mint-approval.ts',
      pattern: /\bas\s+(unknown\s+as\s+)?Approved(Order|Amend)\b/,
      message: 'casts to an approved type',
      inComments: false,
    }),
};

const openingComment: TidyRule = {
  name: 'opening-comment',
  why: 'Each module opens, before or after its imports and limits, with what lives in it and what always holds.',
  check: (tree) =>
    tree.files
      .filter((file) => isCode(file) && !TEST_FILE.test(file))
      .filter((file) => !withoutImports(tree.lines(file).join('\n')).startsWith('/**'))
      .map((file) => ({ file, line: 1, message: 'does not open with a paragraph' })),
};

function withoutImports(source: string): string {
  return source
    .replace(/^#!.*$/m, '')
    .replaceAll(/^(import\b[^;]*|const [A-Z_]+ = .*);$/gm, '')
    .trimStart();
}

const suppressionSaysWhy: TidyRule = {
  name: 'suppression-says-why',
  why: 'A rule that is switched off needs a reason beside it, after two dashes or a colon.',
  check: (tree) =>
    findLines(tree, {
      applies: (file) => isCode(file) && !file.startsWith('scripts/tidy'),
      pattern: new RegExp(
        `@ts-ignore|@ts-nocheck|(@ts-expect-error|(ox|es)lint-disable|biome-ignore)(?!.*(--|:) .{${REASON_LENGTH_MIN},})`,
      ),
      message: 'says no reason',
      inComments: true,
    }),
};

const noMachinePaths: TidyRule = {
  name: 'no-machine-paths',
  why: 'A path of one machine means nothing on another.',
  check: (tree) =>
    findLines(tree, {
      applies: isText,
      pattern: /(^|[^\w.])\/wor[k]\/|\/tmp\/bash_job[s]|\/roo[t]\//,
      message: 'names a folder of one machine',
      inComments: true,
    }),
};

export const tidyRules: readonly TidyRule[] = [
  fileLength,
  fileNames,
  noReminders,
  everyTestRuns,
  noBinaryMoney,
  timeAndChance,
  approvalCast,
  openingComment,
  suppressionSaysWhy,
  noMachinePaths,
  ...markdownRules,
];

/**
 * Checks the walls between the rooms: runs dependency-cruiser with the house's table over the real import graph, and
 * refuses to believe a checker that read fewer modules than there are files (it reads none, and is content, when its
 * parser is missing).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import config, { rooms, TEST_CODE } from '../.dependency-cruiser.mjs';
import { listFiles } from './source-tree.ts';

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  /** The chain of modules, for a cycle. */
  readonly via: readonly string[];
}

export interface WallsResult {
  readonly modulesRead: number;
  readonly modulesExpected: number;
  readonly violations: readonly Violation[];
  /** Each import between two files of ours: importer and imported, from the root. */
  readonly edges: readonly Edge[];
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** As written in the import. */
  readonly specifier: string;
}

/** What the cruiser reads, from the root. */
const CRUISED_FOLDERS = ['contract/src', 'server/src', 'server/emulators'];

/** Cruises the tree under `root`. Paths in the result are relative to it. Throws when the cruiser itself fails. */
export async function checkWalls(root: string): Promise<WallsResult> {
  const files = listFiles(root, CRUISED_FOLDERS).filter(
    (file) => file.endsWith('.ts') && !file.includes('/generated/'),
  );
  const { forbidden, options } = config;
  const result = await cruise([...files], {
    ...options,
    baseDir: root,
    ruleSet: { forbidden },
    validate: true,
  } as Parameters<typeof cruise>[1]);
  if (typeof result.output === 'string') throw new Error('dependency-cruiser answered with text, not with a graph');
  const edges = edgesOf(result.output);
  const ours = new Set(files);
  return {
    modulesRead: result.output.modules.filter((module) => ours.has(module.source)).length,
    modulesExpected: files.length,
    violations: [...violationsOf(result.output), ...valueImportsOfTypeRooms(root, edges)],
    edges: edges.filter((edge) => ours.has(edge.from) && ours.has(edge.to)),
  };
}

/** The sentence that says why a rule exists. */
export function reasonOf(rule: string): string {
  return config.forbidden.find((candidate) => candidate.name === rule)?.comment ?? 'Only its types may be imported.';
}

function violationsOf(output: ICruiseResult): Violation[] {
  return output.summary.violations.map(({ rule, from, to, cycle }) => ({
    rule: rule.name,
    from,
    to,
    via: (cycle ?? []).map((step) => step.name),
  }));
}

function edgesOf(output: ICruiseResult): Edge[] {
  return output.modules.flatMap((module) =>
    module.dependencies.map(({ resolved, module: specifier }) => ({ from: module.source, to: resolved, specifier })),
  );
}

/** The parser does not tell type imports from others, so the word is looked for in the source. */
function valueImportsOfTypeRooms(root: string, edges: readonly Edge[]): Violation[] {
  const found: Violation[] = [];
  for (const [name, room] of Object.entries(rooms)) {
    for (const other of room.typesOf ?? []) {
      const crossing = edges.filter((edge) => isFrom(edge.from, name) && isFrom(edge.to, other));
      const values = crossing.filter((edge) => !isTypeImport(join(root, edge.from), edge.specifier));
      found.push(...values.map((edge) => ({ rule: `types-${name}-${other}`, from: edge.from, to: edge.to, via: [] })));
    }
  }
  return found;
}

function isFrom(path: string, room: string): boolean {
  return path.startsWith(`server/src/${room}/`) && !new RegExp(TEST_CODE).test(path);
}

function isTypeImport(file: string, specifier: string): boolean {
  const source = readFileSync(file, 'utf8');
  const statements = source.match(/^(import|export)\b[^;]*?from\s*['"][^'"]+['"]/gm) ?? [];
  const ours = statements.filter((statement) => statement.slice(-specifier.length - 1, -1) === specifier);
  return ours.length > 0 && ours.every((statement) => /^(import|export)\s+type\b/.test(statement));
}

/** Prints the result; the exit code. */
export function reportWalls(result: WallsResult): number {
  for (const violation of result.violations) {
    const path = violation.via.length > 0 ? violation.via.join(' → ') : violation.to;
    console.error(`${violation.rule}: ${violation.from} → ${path}\n    ${reasonOf(violation.rule)}`);
  }
  const blind = result.modulesRead < result.modulesExpected || result.edges.length === 0;
  if (blind) console.error(`walls: the checker read ${result.modulesRead} of ${result.modulesExpected} modules.`);
  if (blind || result.violations.length > 0) return 1;
  console.log(`walls: ${result.modulesRead} modules, ${result.edges.length} imports, no wall is breached.`);
  return 0;
}

if (import.meta.main) {
  process.exitCode = reportWalls(await checkWalls(join(import.meta.dirname, '..')));
}

/**
 * Draws the rooms into ARCHITECTURE.md from the imports that are really there, so that the picture cannot say anything
 * else than the code. With `--check` it changes nothing and fails when the picture has drifted.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rooms, TEST_CODE } from '../.dependency-cruiser.mjs';
import { checkWalls, type Edge } from './walls.ts';

const BEGIN = '<!-- rooms: drawn by `npm run architecture` -->';
const END = '<!-- /rooms -->';
const TEST_FILE = new RegExp(TEST_CODE);

const KINDS = [
  { kind: 'pure', title: 'pure: no I/O, no clock, no randomness' },
  { kind: 'socket', title: 'sockets' },
  { kind: 'moving', title: 'moving parts' },
] as const;

/** The rooms that have files, and an arrow for every import between two of them; Mermaid, stable in its order. */
export function drawRooms(edges: readonly Edge[]): string {
  const product = edges.filter((edge) => !TEST_FILE.test(edge.from) && !TEST_FILE.test(edge.to));
  const inhabited = new Set(product.flatMap((edge) => [roomOf(edge.from), roomOf(edge.to)]));
  const names = [...Object.keys(rooms), 'contract'].filter((name) => inhabited.has(name));
  const groups = KINDS.flatMap(({ kind, title }) => {
    const members = names.filter((name) => rooms[name]?.kind === kind);
    return members.length === 0
      ? []
      : [`  subgraph ${kind}["${title}"]`, ...members.map((name) => `    ${name}`), '  end'];
  });
  const outside = names.includes('contract') ? ['  contract'] : [];
  const arrows = names.flatMap((name) => importedBy(name, names, product).map((other) => `  ${name} --> ${other}`));
  return ['```mermaid', 'flowchart TD', ...groups, ...outside, ...arrows, '```'].join('\n');
}

function importedBy(room: string, names: readonly string[], edges: readonly Edge[]): readonly string[] {
  const targets = new Set(edges.filter((edge) => roomOf(edge.from) === room).map((edge) => roomOf(edge.to)));
  return names.filter((name) => name !== room && targets.has(name));
}

function roomOf(file: string): string {
  return file.startsWith('contract/') ? 'contract' : (/^server\/src\/([^/]+)\//.exec(file)?.[1] ?? '');
}

/** The page with the drawing between its marks. Throws when the page has no marks. */
export function withDrawing(page: string, drawing: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`ARCHITECTURE.md needs the marks ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${drawing}\n\n${page.slice(end)}`;
}

async function run(root: string, checkOnly: boolean): Promise<number> {
  const file = join(root, 'ARCHITECTURE.md');
  const page = readFileSync(file, 'utf8');
  const { edges } = await checkWalls(root);
  const drawn = withDrawing(page, drawRooms(edges));
  if (drawn === page) {
    console.log('architecture: the picture shows the imports as they are.');
    return 0;
  }
  if (checkOnly) {
    console.error('architecture: the picture in ARCHITECTURE.md has drifted; run `npm run architecture`.');
    return 1;
  }
  writeFileSync(file, drawn);
  console.log('architecture: drawn anew.');
  return 0;
}

if (import.meta.main) {
  process.exitCode = await run(join(import.meta.dirname, '..'), process.argv.includes('--check'));
}

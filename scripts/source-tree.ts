/**
 * The files of the house as its rules see them: what is in the tree now, so that a file is judged before its first
 * commit. Paths are relative to the root, with forward slashes, sorted, so that reports compare.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED_FOLDERS = new Set(['node_modules', '.git', 'dist', 'coverage', 'data', '.cache']);

export interface SourceTree {
  readonly root: string;
  readonly files: readonly string[];
  /** The lines of a file, without their ends. */
  lines(file: string): readonly string[];
  /** Whether a file or folder is there. */
  exists(path: string): boolean;
}

/** All files below the folders. A folder that is absent has none. */
export function listFiles(root: string, folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => walk(root, folder)).sort();
}

/** Reads the whole tree lazily; each file once. */
export function openTree(root: string): SourceTree {
  const read = new Map<string, readonly string[]>();
  return {
    root,
    files: listFiles(root, ['.']),
    lines: (file) => {
      const known = read.get(file) ?? readLines(join(root, file));
      read.set(file, known);
      return known;
    },
    exists: (path) => existsSync(join(root, path)),
  };
}

function readLines(path: string): readonly string[] {
  return readFileSync(path, 'utf8').replace(/\n$/, '').split(/\r?\n/);
}

function walk(root: string, folder: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : walk(root, child);
    return entry.isFile() ? [child] : [];
  });
}

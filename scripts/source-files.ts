/**
 * Which files the house rules look at: what is in the tree now, so that a file is judged before its first commit. The
 * order is that of the paths, so that reports compare.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED_FOLDERS = new Set(['node_modules', '.git', 'dist', 'coverage', 'data', '.cache']);

/** All files below the folders, as paths from `root` with forward slashes, sorted. A folder that is absent has none. */
export function listFiles(root: string, folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => walk(root, folder)).sort();
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

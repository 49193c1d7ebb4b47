/**
 * Run by npm after an installation: compiles what a start loads, so that the first start is as quick as those after it.
 * What it leaves is where `signalbox.mjs` looks for it, made with the same flags. Without it, or where it fails, the first
 * start does the same work itself; so it fails quietly, and an installation never fails by it.
 */
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 24;
const BIN = dirname(fileURLToPath(import.meta.url));
/** Of `server/src`: where a start begins, what it loads while the store opens, and the thread of the store. */
const ENTRIES = ['cli/main.ts', 'cli/start-command.ts', 'app/bring-up.ts', 'adapters/stores/sqlite/storage-thread.ts'];

if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) await compile();

async function compile() {
  module.enableCompileCache(join(BIN, '..', '..', 'node_modules', '.cache', 'signalbox'));
  try {
    for (const entry of ENTRIES) await import(new URL(`../src/${entry}`, import.meta.url).href);
  } catch (error) {
    process.stderr.write(`The program was not compiled ahead, the first start does it: ${String(error.message)}\n`);
  }
}

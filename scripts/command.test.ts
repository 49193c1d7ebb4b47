/**
 * The command as a process: which Node runs the program, and what comes back through it. An older Node is pretended by
 * changing the version that the command reads, since a test runs on one Node only.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type FixtureTree, plantTree } from './fixture-tree.ts';

const COMMAND = readFileSync(join(import.meta.dirname, '../server/bin/signalbox.mjs'), 'utf8');
const OLD_NODE =
  'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})';
const MAIN = `export async function main(argv) {
  console.log(JSON.stringify(argv));
  if (argv[0] !== 'wait') return 3;
  return await new Promise((resolve) => {
    const hold = setInterval(() => undefined, 1000);
    process.on('SIGTERM', () => { clearInterval(hold); resolve(5); });
    console.log('ready');
  });
}
`;
const platform = process.platform === 'win32' ? 'win' : process.platform;
const nodePackage = `node_modules/node-${platform}-${process.arch}`;

interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly complaint: string;
}

describe('the command', () => {
  const trees: FixtureTree[] = [];
  afterEach(() => {
    for (const tree of trees.splice(0)) tree.remove();
  });

  function plant(files: Readonly<Record<string, string>>): FixtureTree {
    const tree = plantTree({
      'server/package.json': '{"type":"module"}',
      'server/bin/signalbox.mjs': COMMAND,
      'server/src/cli/main.ts': MAIN,
      ...files,
    });
    trees.push(tree);
    return tree;
  }

  function run(tree: FixtureTree, args: readonly string[], nodeArgs: readonly string[] = []): Promise<Ended> {
    return ended(start(tree, args, nodeArgs));
  }

  function start(tree: FixtureTree, args: readonly string[], nodeArgs: readonly string[]): ChildProcess {
    const script = join(tree.root, 'server/bin/signalbox.mjs');
    const env = { ...process.env, XDG_CACHE_HOME: join(tree.root, 'cache'), NODE_OPTIONS: '' };
    return spawn(process.execPath, [...nodeArgs, script, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  }

  /** A package that looks like the one npm installs, around the Node that runs this test. */
  const withNodePackage = {
    [`${nodePackage}/package.json`]: '{"name":"node","version":"24.0.0"}',
    [`${nodePackage}/bin/node`]: `#!/bin/sh\nexec "${process.execPath}" "$@"\n`,
  };

  it('passes the arguments in and the exit code out', async () => {
    const result = await run(plant({}), ['orders', '--json', '']);
    expect(result).toMatchObject({ exitCode: 3, output: '["orders","--json",""]\n', complaint: '' });
  });

  it('hands over to the installed Node when its own is too old', async () => {
    const tree = plant(withNodePackage);
    makeExecutable(tree);
    const result = await run(tree, ['orders', 'a b'], ['--import', OLD_NODE]);
    expect(result).toMatchObject({ exitCode: 3, output: '["orders","a b"]\n', complaint: '' });
  });

  it('forwards a request to stop, and the exit code that it leads to', async () => {
    const tree = plant(withNodePackage);
    makeExecutable(tree);
    const child = start(tree, ['wait'], ['--import', OLD_NODE]);
    child.stdout?.on('data', (text: Buffer) => {
      if (text.toString().includes('ready')) child.kill('SIGTERM');
    });
    expect(await ended(child)).toMatchObject({ exitCode: 5, signal: null });
  });

  it('says in two languages what is missing when there is no Node 24', async () => {
    const result = await run(plant({}), ['start'], ['--import', OLD_NODE]);
    expect(result.exitCode).toBe(78);
    expect(result.complaint).toMatch(/needs Node 24 or newer; this is Node 20\.1\.0/);
    expect(result.complaint).toMatch(/需要 Node 24/);
    expect(result.output).toBe('');
  });

  it('says what to do when the packages are not installed', async () => {
    const main = "import 'commander-of-nothing';\nexport const main = async () => 0;\n";
    const result = await run(plant({ 'server/src/cli/main.ts': main }), ['start']);
    expect(result.exitCode).toBe(78);
    expect(result.complaint).toMatch(/run "npm ci"/);
  });

  it('does not hide a mistake of the program itself behind that advice', async () => {
    const main = "import './nowhere.ts';\nexport const main = async () => 0;\n";
    const result = await run(plant({ 'server/src/cli/main.ts': main }), ['start']);
    expect(result.exitCode).toBe(1);
    expect(result.complaint).toMatch(/nowhere\.ts/);
    expect(result.complaint).not.toMatch(/npm ci/);
  });
});

function makeExecutable(tree: FixtureTree): void {
  chmodSync(join(tree.root, nodePackage, 'bin/node'), 0o755);
}

function ended(child: ChildProcess): Promise<Ended> {
  let output = '';
  let complaint = '';
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (complaint += text.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, output, complaint }));
  });
}

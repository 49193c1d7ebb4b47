#!/usr/bin/env -S MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=32768 MALLOC_MMAP_THRESHOLD_=32768 node --max-semi-space-size=8 --heap-growing-percent=150 --v8-pool-size=1 --expose-gc
/**
 * The command people type. It only makes sure that Node 24 runs the program: with an older Node it hands over to the
 * Node 24 that npm installed beside it. Plain JavaScript that Node 18 can read, because an old Node must get this far.
 * The flags in its first line keep the server small: without them V8 and the allocator hold on to about 100 MB of air. One
 * helper thread of V8's, because four of them push the server off the cores of a small machine while they collect or compile.
 */
import module, { createRequire } from 'node:module';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 24;
/** As in the first line, for the Node to which an older one hands over. */
const FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=150', '--v8-pool-size=1', '--expose-gc'];
const ALLOCATOR = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '32768', MALLOC_MMAP_THRESHOLD_: '32768' };
const EXIT_CONFIGURATION = 78;
const CACHE_FLUSH_MS = 3000;
const SCRIPT = fileURLToPath(import.meta.url);

const major = Number(process.versions.node.split('.')[0]);
if (major >= NODE_MAJOR_MIN) {
  await runHere();
} else {
  await handOver();
}

async function runHere() {
  rememberCompiledCode();
  const main = await loadMain();
  if (main !== undefined) process.exitCode = await main(process.argv.slice(2));
}

async function loadMain() {
  try {
    return (await import('../src/cli/main.ts')).main;
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.message).startsWith('Cannot find package')) throw error;
    complain(`Signalbox is not installed yet: run "npm ci" in its folder first. (${firstLine(error)})`, [
      '信号楼尚未安装完整：请先在其目录中运行 "npm ci"。',
    ]);
    return undefined;
  }
}

/** Keeps compiled code between starts, in a folder that only the owner of the installation or of the home can write. */
function rememberCompiledCode() {
  const installation = join(dirname(SCRIPT), '..', '..', 'node_modules');
  const home = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  module.enableCompileCache(join(isWritable(installation) ? join(installation, '.cache') : home, 'signalbox'));
  setTimeout(() => module.flushCompileCache(), CACHE_FLUSH_MS).unref();
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function handOver() {
  const binary = findNode();
  if (binary === undefined) {
    complain(
      `Signalbox needs Node 24 or newer; this is Node ${process.versions.node}. Get it from https://nodejs.org`,
      [`信号楼需要 Node 24 或更高版本，当前为 Node ${process.versions.node}。请从 https://nodejs.org 安装。`],
    );
    return;
  }
  const { spawn } = await import('node:child_process');
  const child = spawn(binary, [...FLAGS, SCRIPT, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...ALLOCATOR, ...process.env },
  });
  forwardSignals(child);
  child.on('error', (error) => complain(`${binary} could not be started: ${error.message}`, [`无法启动 ${binary}。`]));
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
      return;
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** The Node that npm installed beside us, when there is a package of it for this machine. */
function findNode() {
  const require = createRequire(import.meta.url);
  const system = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const folder = dirname(require.resolve(`node-${system}-${process.arch}/package.json`));
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    accessSync(binary, constants.X_OK);
    return binary;
  } catch {
    return undefined;
  }
}

/** A terminal sends its Ctrl-C to both processes already; a second one would mean "stop at once". */
function forwardSignals(child) {
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
}

function complain(sentence, translations) {
  process.stderr.write(`${[sentence, ...translations].join('\n')}\n`);
  process.exitCode = EXIT_CONFIGURATION;
}

function firstLine(error) {
  return String(error.message).split('\n')[0];
}

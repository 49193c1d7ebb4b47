/** Memory of the server with an account at each of the emulated exchanges, and with a paper account alone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EMULATED_EXCHANGES } from '../emulators/exchange/dialects.ts';
import { residentMegabytes, startChild } from './child-server.ts';
import type { BenchResult } from './engine.bench.ts';
import { addAccount, doorsOf, settingsFor, startExchanges, whenUp } from './exchange-accounts.ts';

const MARKETS = 3_000;
const IDLE_MS = 10_000;
/** Longer than the half minute of quiet after which the server gives memory back. */
const REST_MS = 45_000;
const BIN = join(import.meta.dirname, '..', 'bin', 'signalbox.mjs');
const RECORDER = pathToFileURL(join(import.meta.dirname, '..', 'test', 'process', 'record-modules.mjs')).href;
const OF_EXCHANGES = /\/node_modules\/ccxt\/|\/brokers\/ccxt\/(?!exchange-(?:name|profiles)\.ts)/;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const start = (data: string, environment: Readonly<Record<string, string>> = {}) =>
  startChild(BIN, ['start', '--data', data, '--port', '0', '--json'], environment);

async function paperOnly(folder: string): Promise<BenchResult[]> {
  // Leaves the compiled code that an installation leaves.
  await (await start(join(folder, 'warm'))).stop();
  const plain = await start(join(folder, 'paper'));
  await pause(IDLE_MS);
  const idle = await residentMegabytes(plain.child);
  await plain.stop();
  const modules = join(folder, 'modules');
  const environment = { NODE_OPTIONS: `--import=${RECORDER}`, SIGNALBOX_TEST_MODULES: modules };
  const recorded = await start(join(folder, 'recorded'), environment);
  await recorded.stop();
  const loaded = readFileSync(modules, 'utf8')
    .split('\n')
    .filter((url) => OF_EXCHANGES.test(url));
  return [
    { name: 'resident, paper account alone', value: idle, unit: 'MB', note: 'target ≤ 150' },
    { name: 'modules of exchanges loaded, paper account alone', value: loaded.length, unit: '', note: 'target ≤ 0' },
  ];
}

async function allExchanges(folder: string): Promise<BenchResult[]> {
  const data = join(folder, 'exchanges');
  const emulated = await startExchanges(EMULATED_EXCHANGES, MARKETS);
  const first = await start(data);
  try {
    writeFileSync(join(data, 'signalbox.yaml'), settingsFor(EMULATED_EXCHANGES));
    const doors = doorsOf(first.ready.url, data);
    for (const [exchange, place] of Object.entries(emulated.exchanges))
      await addAccount(doors, exchange, exchange, place);
    await first.stop();
    const server = await start(data);
    let highest = 0;
    const watching = setInterval(() => {
      void residentMegabytes(server.child).then((now) => {
        highest = Math.max(highest, now);
      });
    }, 250);
    const again = doorsOf(server.ready.url, data);
    await whenUp(again);
    const up = await residentMegabytes(server.child);
    const counts = await Promise.all(
      EMULATED_EXCHANGES.map(
        async (id) => ((await again.get(`/api/v1/instruments?account=${id}`)) as unknown[]).length,
      ),
    );
    await pause(REST_MS);
    clearInterval(watching);
    const rested = await residentMegabytes(server.child);
    await server.stop();
    const note = `target ≤ 450; ${up} when all were up, highest seen ${highest}; ${Math.min(...counts)} to ${Math.max(...counts)} instruments`;
    const name = `resident, ${EMULATED_EXCHANGES.length} exchanges of ${MARKETS} markets`;
    return [
      { name, value: rested, unit: 'MB', note },
      { name: `${name}, highest`, value: highest, unit: 'MB' },
    ];
  } finally {
    emulated.child.child.kill('SIGKILL');
  }
}

export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  try {
    return [...(await paperOnly(folder)), ...(await allExchanges(folder))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) console.table(await run());

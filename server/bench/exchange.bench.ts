/**
 * What the way to an exchange adds: from the approved order to its bytes on the socket, beside a bare client of ccxt in the
 * same process, order by order in turns, at one emulated Binance in another process; and the first order of a warm account.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildServer, percentile, startChild } from './child-server.ts';
import type { BenchResult } from './engine.bench.ts';
import {
  addAccount,
  openThere,
  type Doors,
  doorsOf,
  type EmulatedPlace,
  settingsFor,
  startExchanges,
  whenUp,
} from './exchange-accounts.ts';

const WARM_UP = 200;
const ORDERS = 1_000;
/** Ours and the bare one together stay within what the exchange takes. */
const PAUSE_MS = 15;
/** Each account that comes up takes a large part of the exchange's budget: more of them would wait for each other. */
const FIRST_ACCOUNTS = 3;
const FIRST_ORDERS = 5;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const now = (): number => performance.timeOrigin + performance.now();

interface Times {
  readonly placedAt: number;
  readonly sentAt: number;
}

function ask(server: ChildServer, request: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    server.child.once('message', (answer: { readonly told?: unknown; readonly error?: string }) => {
      if (answer.error === undefined) resolve(answer.told);
      else reject(new Error(answer.error));
    });
    server.child.send(request);
  });
}

/** When an order was asked for and when it was made; this machine's clock, the second one in whole ms. */
interface Made {
  readonly askedAt: number;
  readonly madeAt: number;
}

async function place(doors: Doors, account: string, order: object): Promise<Made> {
  const askedAt = now();
  const { body } = await doors.post('/api/v1/orders?wait=5000', { account, type: 'market', ...order });
  const [made] = (body as { orders?: { status: string; createdAt: string }[] }).orders ?? [];
  if (made?.status !== 'filled') throw new Error(`the order did not fill: ${JSON.stringify(body)}`);
  return { askedAt, madeAt: Date.parse(made.createdAt) };
}

/** One order of ours and one of the bare client, in turns. */
async function inTurns(
  server: ChildServer,
  doors: Doors,
  count: number,
): Promise<{ ours: Times[]; bare: number[]; made: Made[] }> {
  const bare: number[] = [];
  const made: Made[] = [];
  for (let index = 0; index < count; index += 1) {
    const side = index % 2 === 0 ? 'buy' : 'sell';
    // The fee of a buy is taken from what was bought.
    const quantity = side === 'buy' ? '0.001' : '0.0009';
    made.push(await place(doors, 'turns', { symbol: 'BTCUSDT', side, quantity }));
    bare.push((await ask(server, { kind: 'bare', side })) as number);
    await pause(PAUSE_MS);
  }
  return { ours: (await ask(server, { kind: 'collect' })) as Times[], bare, made };
}

/** The first order of accounts that are up and have never traded; and then first orders in further instruments. */
async function firstOrders(
  server: ChildServer,
  doors: Doors,
): Promise<{ readonly wire: number[]; readonly further: number[] }> {
  const measured: number[] = [];
  for (let index = 0; index < FIRST_ACCOUNTS * FIRST_ORDERS; index += 1) {
    // Instruments that nobody has asked the price of; every sixth of the emulated ones is no spot.
    const number = index + 1 + Math.floor(index / 5);
    const symbol = `F${String(number).padStart(4, '0')}USDT`;
    const { askedAt } = await place(doors, `first${index % FIRST_ACCOUNTS}`, { symbol, side: 'buy', quantity: '10' });
    const [times] = (await ask(server, { kind: 'collect' })) as Times[];
    measured.push((times?.sentAt ?? Number.POSITIVE_INFINITY) - askedAt);
    await pause(PAUSE_MS);
  }
  return { wire: measured.slice(0, FIRST_ACCOUNTS), further: measured.slice(FIRST_ACCOUNTS) };
}

const rounded = (value: number): number => Number(value.toFixed(2));

function row(name: string, value: number, note?: string): BenchResult {
  return { name, value: rounded(value), unit: 'ms', ...(note === undefined ? {} : { note }) };
}

export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const firsts = Array.from({ length: FIRST_ACCOUNTS }, (_, index) => `first${index}`);
  writeFileSync(join(folder, 'signalbox.yaml'), settingsFor(['turns', ...firsts]));
  const emulated = await startExchanges(['binance'], 200);
  const server = await startChild(join(import.meta.dirname, 'servers', 'wire-timed-server.ts'), [folder]);
  try {
    const { binance } = emulated.exchanges as { readonly binance: EmulatedPlace };
    const doors = doorsOf(server.ready.url, folder);
    for (const id of ['turns', ...firsts]) await addAccount(doors, id, 'binance', await openThere(binance, id));
    await whenUp(doors);
    await ask(server, { kind: 'open_bare', origin: binance.origin, key: (await openThere(binance, 'bare')).key });
    await inTurns(server, doors, WARM_UP);
    const first = await firstOrders(server, doors);
    const { ours, bare, made } = await inTurns(server, doors, ORDERS);
    const added = ours.map(({ placedAt, sentAt }) => sentAt - placedAt);
    const decided = ours.map(({ sentAt }, index) => sentAt - (made[index]?.madeAt ?? 0));
    const whole = ours.map(({ sentAt }, index) => sentAt - (made[index]?.askedAt ?? 0));
    const of = (values: readonly number[], share: number): number => percentile(values, share);
    return [
      row('bare createOrder → bytes on the socket, p50', of(bare, 0.5), `${bare.length} orders, in turns with ours`),
      row('bare createOrder → bytes on the socket, p99', of(bare, 0.99)),
      row('approved order → bytes on the socket, p50', of(added, 0.5), `${added.length} orders`),
      row('approved order → bytes on the socket, p99', of(added, 0.99)),
      row(
        'added to the bare client, p50',
        of(added, 0.5) - of(bare, 0.5),
        `${(of(added, 0.5) / of(bare, 0.5)).toFixed(2)} × bare`,
      ),
      row(
        'added to the bare client, p99',
        of(added, 0.99) - of(bare, 0.99),
        `target ≤ 3; ${(of(added, 0.99) / of(bare, 0.99)).toFixed(2)} × bare`,
      ),
      row('order made → bytes on the socket, p50', of(decided, 0.5), 'with risk and the commit of the journal; ± 1 ms'),
      row('order made → bytes on the socket, p99', of(decided, 0.99)),
      row('REST request → bytes on the socket, p50', of(whole, 0.5), 'all of it'),
      row('REST request → bytes on the socket, p99', of(whole, 0.99)),
      row(
        'first order of a warm account, request → bytes, longest',
        Math.max(...first.wire),
        `target ≤ 50; ${first.wire.length} accounts`,
      ),
      row(
        'first order in an instrument, request → bytes, p50',
        of(first.further, 0.5),
        `${first.further.length} instruments`,
      ),
      row('first order in an instrument, request → bytes, longest', Math.max(...first.further)),
    ];
  } finally {
    server.child.kill('SIGKILL');
    emulated.child.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) console.table(await run());

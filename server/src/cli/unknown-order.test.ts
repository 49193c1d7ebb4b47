/**
 * An order of which nobody knows what became, from the first alarm to the person's word: the whole server in this process
 * with a venue whose answers are lost, and the real commands in processes of their own.
 */
import { join } from 'node:path';
import { createPaperBroker } from '#adapters/brokers/paper/paper-broker.ts';
import { loadConfig } from '#app/config/load-config.ts';
import { type RunningServer, startServer } from '#app/start-server.ts';
import type { Broker, BrokerListener } from '#ports/broker.ts';
import type { Logger } from '#ports/logger.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from './exit-code.ts';
import { writeServerFile } from './server-file.ts';
import { documentOf, type Ran, run, temporaryDirectory } from './test/process-trial.ts';
import { PATIENCE_MS } from './test/server-trial.ts';

const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => SILENT,
};

interface Shown {
  readonly id: string;
  readonly ticket: number;
  readonly status: string;
  readonly reason?: { readonly code: string; readonly values: Readonly<Record<string, string>> };
}
type Placed = { readonly settled: boolean; readonly orders: readonly Shown[] };

const home = temporaryDirectory();
const data = join(home.path, 'data');
const line = createLine();
let server: RunningServer;

/**
 * The paper venue behind a line that fails. cut: no request reaches it. deaf: requests reach it, and neither answers nor
 * reports come back. When it is mended the server is told that it is connected again, as by any venue.
 */
function createLine() {
  let state: 'whole' | 'cut' | 'deaf' = 'whole';
  let listener: BrokerListener = () => undefined;
  const through = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (state === 'cut') throw new Error('the line is cut');
    const answer = await ask();
    if (state === 'deaf') throw new Error('the answer is lost');
    return answer;
  };
  return {
    fail(how: 'cut' | 'deaf') {
      state = how;
    },
    mend() {
      state = 'whole';
      listener({ kind: 'connected', time: Date.now() });
    },
    to: (venue: Broker): Broker => ({
      capabilities: venue.capabilities,
      start(heard) {
        listener = heard;
        return venue.start((event) => (state === 'whole' ? heard(event) : undefined));
      },
      stop: () => venue.stop(),
      instruments: () => venue.instruments(),
      place: (order) => through(() => venue.place(order)),
      cancel: (target) => through(() => venue.cancel(target)),
      amend: (amend) => through(() => venue.amend(amend)),
      query: (target) => through(() => venue.query(target)),
      openOrders: () => through(() => venue.openOrders()),
      fillsSince: (time) => through(() => venue.fillsSince(time)),
      positions: () => through(() => venue.positions()),
      balances: () => through(() => venue.balances()),
    }),
  };
}

beforeAll(async () => {
  const loaded = loadConfig({ dataDirectory: data, environment: {} });
  if (loaded.kind !== 'loaded') throw new Error('the defaults are wrong');
  server = await startServer({
    dataDirectory: data,
    loaded,
    logger: SILENT,
    version: 'test',
    port: 0,
    onFatal: (detail) => {
      throw new Error(detail);
    },
    createBroker: (options) => line.to(createPaperBroker(options)),
  });
  writeServerFile(data, { url: server.url, pid: process.pid, version: 'test', startedAt: '2026-01-05T10:00:00.000Z' });
}, PATIENCE_MS);

afterAll(async () => {
  await server.stop();
  home.remove();
}, PATIENCE_MS);

const signalbox = (words: string, ...more: readonly string[]): Promise<Ran> =>
  run([...words.split(' '), ...more, '--data', data]);

describe('an order whose answer was lost', { timeout: PATIENCE_MS }, () => {
  it('stays unknown and stops its symbol until a person resolves it, who is named with the note in its trail', async () => {
    line.fail('cut');
    const placed = await signalbox('order place buy 0.02 BTCUSDT --wait 1 --json');
    const [order] = documentOf<Placed>(placed).orders;
    const ticket = String(order?.ticket);
    expect([placed.code, order?.status]).toEqual([EXIT.pending, 'unknown']);
    const [unknown, blocked, status] = await Promise.all([
      signalbox('orders --status unknown --json'),
      signalbox('order place buy 0.01 BTCUSDT --json'),
      signalbox('status'),
    ]);
    expect(status.stdout).toContain('See them: npx signalbox orders --account paper --status unknown');
    expect(documentOf<Shown[]>(unknown).map(({ id }) => id)).toEqual([order?.id]);
    expect([blocked.code, documentOf<Placed>(blocked).orders]).toMatchObject([
      EXIT.no,
      [{ status: 'denied', reason: { code: 'SYMBOL_FROZEN' } }],
    ]);

    const resolved = await signalbox(`order resolve ${ticket} --json`, '--note', 'the venue shows no such order');
    expect([resolved.code, documentOf(resolved)]).toMatchObject([
      EXIT.ok,
      { id: order?.id, status: 'expired', reason: { code: 'RESOLVED_BY_PERSON' } },
    ]);
    line.mend();

    const [shown, again, next] = await Promise.all([
      signalbox(`order show ${ticket}`),
      signalbox(`order resolve ${ticket} --json`, '--note', 'once more'),
      signalbox('order place buy 0.01 BTCUSDT --json'),
    ]);
    expect(shown.stdout).toMatch(/UNKNOWN: .*the line is cut[\s\S]*expired.*the venue shows no such order/);
    expect([again.code, documentOf(again)]).toMatchObject([EXIT.no, { error: { code: 'ORDER_NOT_UNKNOWN' } }]);
    expect([next.code, documentOf<Placed>(next).orders[0]?.status]).toEqual([EXIT.ok, 'filled']);
  });

  it('that was taken for dead and was not: what the venue tells later is believed', async () => {
    line.fail('deaf');
    const placed = await signalbox('order place buy 0.5 ETHUSDT --wait 1');
    const ticket = /order #(\d+) made/.exec(placed.stdout)?.[1] ?? '';
    expect(placed.code).toBe(EXIT.pending);
    const resolved = await signalbox(`order resolve ${ticket}`, '--note', 'not to be seen');
    expect([resolved.code, resolved.stdout]).toEqual([EXIT.ok, expect.stringMatching(/ETHUSDT +buy .*expired/)]);
    line.mend();
    await expect
      .poll(async () => documentOf<object[]>(await signalbox('positions --symbol ETHUSDT --json')), { timeout: 10_000 })
      .toMatchObject([{ quantity: '0.5' }]);
    expect((await signalbox(`order show ${ticket}`)).stdout).toMatch(/expired[\s\S]*not to be seen[\s\S]*FILLED 0\.5/);
  });
});

/** Stops at HTX, of which its streams say nothing while they wait: what becomes of them is asked for, and told all the same. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { add, decimal, formatDecimal, ONE } from '#domain/decimal.ts';
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { OrderRequest } from '#domain/order.ts';
import { type CcxtClient, ccxtClient } from '../../../../emulators/exchange/test/ccxt-client.ts';
import { approvedOrder } from './test/approved-order.ts';
import { CREDENTIALS, type EmulatedAccount, pause } from './test/emulated-account.ts';
import { startedAccount } from './test/started-account.ts';

const SWAP = 'BTC/USDT:USDT';
const SPOT = 'ETH/USDT';

/** Streams that are up. Stops are asked for after so long. */
async function started(idlePollMs: number): Promise<EmulatedAccount> {
  const desk = await startedAccount({ exchange: 'htx', request: { streams: { idlePollMs } } });
  expect(desk.logger.lines.filter((line) => line.startsWith('no private streams'))).toEqual([]);
  await price(desk, SWAP, '60000');
  await price(desk, SPOT, '3000');
  return desk;
}

async function price(desk: EmulatedAccount, symbol: string, bid: string): Promise<void> {
  await desk.admin('prices', { symbol, bid, ask: formatDecimal(add(decimal(bid), ONE)), last: bid });
}

let count = 0;
function order(terms: Partial<OrderRequest>): ApprovedOrder {
  count += 1;
  return approvedOrder(`stopsofhtxaaaaaaaaaaaaa${'abcdefghijklmnop'[count] ?? 'z'}`, {
    instrumentId: 'BTCUSDT.P',
    side: 'buy',
    type: 'market',
    quantity: decimal('10'),
    ...terms,
  });
}

const STOP = { side: 'sell', type: 'stop', stopPrice: decimal('59000'), reduceOnly: true, role: 'stop_loss' } as const;
const SPOT_STOP = {
  instrumentId: 'ETHUSDT',
  side: 'sell',
  type: 'stop_limit',
  quantity: decimal('1'),
  stopPrice: decimal('2900'),
  limitPrice: decimal('2890'),
} as const;

async function placed(desk: EmulatedAccount, terms: Partial<OrderRequest>): Promise<ApprovedOrder> {
  const sent = order(terms);
  expect(await desk.broker.place(sent)).toMatchObject({ kind: 'accepted' });
  return sent;
}

/** The owner of the account, at the exchange itself. */
async function ownerOf({ emulator: { origin } }: EmulatedAccount): Promise<CcxtClient> {
  const { apiKey, secret } = CREDENTIALS;
  const options = { fetchMarkets: { types: { spot: true, linear: true, inverse: false } } };
  const owner = await ccxtClient({
    exchange: 'htx',
    origin,
    apiKey: apiKey.reveal(),
    secret: secret.reveal(),
    options,
  });
  owner.has.fetchCurrencies = false;
  onTestFinished(async () => await owner.close());
  return owner;
}

const told = (desk: EmulatedAccount, { clientOrderId }: ApprovedOrder): string[] =>
  desk.events.flatMap((event) => ('clientOrderId' in event && event.clientOrderId === clientOrderId ? event.kind : []));

describe('a stop at HTX', () => {
  it('of a swap that has gone is told with what it filled, as soon as a trade of nobody is heard', async () => {
    const desk = await started(600_000);
    await placed(desk, {});
    const stop = await placed(desk, STOP);
    await price(desk, SWAP, '58900');
    await desk.until(() => told(desk, stop).includes('fill'));
    expect(desk.events.filter(({ kind }) => kind === 'fill')).toHaveLength(2);
  });

  it('of a swap has its price when it is asked for, and is found again and again by a process that did not send it', async () => {
    const desk = await started(600_000);
    await placed(desk, {});
    const { clientOrderId, request } = await placed(desk, STOP);
    await desk.restart();
    const ask = async () => await desk.broker.query({ clientOrderId, instrumentId: request.instrumentId });
    for (let asked = 0; asked < 2; asked += 1)
      expect(await ask()).toMatchObject({ kind: 'found', order: { type: 'stop', stopPrice: STOP.stopPrice } });
  });

  it.each([
    ['of a swap', STOP, true],
    ['of coins', SPOT_STOP, false],
  ] as const)('%s that is canceled from here is told as canceled', async (_title, terms, needsPosition) => {
    const desk = await started(600_000);
    if (needsPosition) await placed(desk, {});
    const stop = await placed(desk, terms);
    await desk.broker.cancel({ clientOrderId: stop.clientOrderId, instrumentId: stop.request.instrumentId });
    await desk.until(() => told(desk, stop).includes('canceled'));
    expect(told(desk, stop)).toEqual(['canceled']);
  });

  it('that its owner calls off at the exchange is told when it is looked for next', async () => {
    const desk = await started(100);
    await placed(desk, {});
    const stop = await placed(desk, STOP);
    const owner = await ownerOf(desk);
    const [{ id }] = await owner.fetchOpenOrders(SWAP, undefined, undefined, { stopLoss: true });
    await owner.cancelOrder(id, SWAP, { stopLoss: true });
    await desk.until(() => told(desk, stop).includes('canceled'));
    expect(told(desk, stop)).toEqual(['canceled']);
  });

  it('of coins that has gone is told by the stream, under the id that was ours', async () => {
    const desk = await started(600_000);
    const stop = await placed(desk, SPOT_STOP);
    await price(desk, SPOT, '2895');
    await desk.until(() => told(desk, stop).includes('fill'));
    expect(told(desk, stop)).toEqual(['fill']);
  });

  it('is asked for once a second at most, however much others trade', async () => {
    const desk = await started(600_000);
    await placed(desk, {});
    await placed(desk, STOP);
    const owner = await ownerOf(desk);
    const asked = async (): Promise<number> =>
      (await desk.requests()).filter(({ method, path }) => method === 'GET' && path === '/v5/algo/order').length;
    const before = await asked();
    for (let trade = 0; trade < 12; trade += 1) await owner.createOrder(SWAP, 'market', 'buy', 1, undefined);
    await pause(300);
    expect((await asked()) - before).toBeLessThanOrEqual(2);
    expect((await asked()) - before).toBeGreaterThan(0);
  });
});

describe('whose an order of a swap is, after a restart', () => {
  it('is told by the ids of the books: ours are ours, those of others are theirs', async () => {
    const desk = await started(10_000);
    expect(desk.broker.capabilities.externalTrading).toBe(true);
    const from = Date.now() - 1_000;
    const entry = await placed(desk, {});
    const stop = await placed(desk, STOP);
    const resting = await placed(desk, { type: 'limit', limitPrice: decimal('50000') });
    const owner = await ownerOf(desk);
    const theirs = (await owner.createOrder(SWAP, 'limit', 'buy', 3, 40_000)) as { id: string };
    await price(desk, SWAP, '58900');
    await desk.restart();
    await desk.until(() => desk.kinds().lastIndexOf('connected') > 0, 10_000);
    const books = [entry, stop, resting].map(({ clientOrderId, request: { instrumentId } }) => ({
      clientOrderId,
      instrumentId,
    }));
    desk.broker.mind?.(['BTCUSDT.P'], books);
    const open = await desk.broker.openOrders();
    expect(open.map(({ clientOrderId, venueOrderId }) => [clientOrderId, venueOrderId === theirs.id])).toEqual(
      expect.arrayContaining([
        [resting.clientOrderId, false],
        [expect.anything(), true],
      ]),
    );
    expect(open).toHaveLength(2);
    const fills = await desk.broker.fillsSince(from);
    expect(new Set(fills.map(({ clientOrderId }) => clientOrderId))).toEqual(
      new Set([entry.clientOrderId, stop.clientOrderId]),
    );
  }, 20_000);
});

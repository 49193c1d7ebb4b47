/** What the broker does at Binance beyond the promises that every broker keeps: triggers, fees, leverage, other people's orders. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { add, decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import { mintApprovedAmend } from '#domain/mint-approval.ts';
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { OrderRequest } from '#domain/order.ts';
import type { FillReport } from '#domain/report.ts';
import { ccxtClient } from '../../../../emulators/exchange/test/ccxt-client.ts';
import { approvedOrder } from './test/approved-order.ts';
import { CREDENTIALS, type EmulatedAccount, type EmulatedOptions, pause } from './test/emulated-account.ts';
import { startedAccount } from './test/started-account.ts';

const SWAP = { instrumentId: 'BTCUSDT.P', symbol: 'BTC/USDT:USDT' };

async function started(options: Partial<EmulatedOptions> = {}): Promise<EmulatedAccount> {
  const desk = await startedAccount({ exchange: 'binance', ...options });
  await price(desk, '60000');
  return desk;
}

async function price(desk: EmulatedAccount, bid: string, symbol = SWAP.symbol): Promise<void> {
  await desk.admin('prices', { symbol, bid, ask: formatDecimal(add(decimal(bid), decimal('1'))), last: bid });
}

let count = 0;
function order(terms: Partial<OrderRequest> = {}): ApprovedOrder {
  count += 1;
  const letter = (place: number): string => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(count / 26 ** place) % 26] ?? 'a';
  return approvedOrder(`ordersofbinanceaaaaaaaa${letter(0)}`, {
    instrumentId: SWAP.instrumentId,
    side: 'buy',
    type: 'market',
    quantity: decimal('0.002'),
    ...terms,
  });
}

const target = ({ clientOrderId, request }: ApprovedOrder) => ({ clientOrderId, instrumentId: request.instrumentId });
const fillsOf = (desk: EmulatedAccount, { clientOrderId }: ApprovedOrder): FillReport[] =>
  desk.events.flatMap((event) => (event.kind === 'fill' && event.clientOrderId === clientOrderId ? event : []));

const PROTECTION = { side: 'sell', reduceOnly: true, role: 'stop_loss' } as const;

describe('a conditional order of USD-M', () => {
  it('that was triggered and rests can be found, canceled, and is told canceled', async () => {
    const desk = await started();
    await desk.broker.place(order());
    const stop = order({
      ...PROTECTION,
      type: 'stop_limit',
      stopPrice: decimal('59000'),
      limitPrice: decimal('59500'),
    });
    expect((await desk.broker.place(stop)).kind).toBe('accepted');
    expect((await desk.broker.openOrders()).map(({ type }) => type)).toEqual(['stop_limit']);
    await price(desk, '58900');
    await pause(200);
    const answer = await desk.broker.query(target(stop));
    expect(answer).toMatchObject({
      kind: 'found',
      order: { status: 'open', type: 'stop_limit', filledQuantity: ZERO },
    });
    expect((await desk.broker.openOrders()).map(({ clientOrderId }) => clientOrderId)).toEqual([stop.clientOrderId]);
    expect((await desk.broker.cancel(target(stop))).kind).toBe('canceled');
    expect(await desk.broker.query(target(stop))).toMatchObject({ kind: 'found', order: { status: 'canceled' } });
    expect(await desk.broker.openOrders()).toEqual([]);
  });

  it('that was triggered before a restart still tells its fills under our id', async () => {
    const desk = await started();
    await desk.broker.place(order());
    const stop = order({
      ...PROTECTION,
      type: 'stop_limit',
      stopPrice: decimal('59000'),
      limitPrice: decimal('59500'),
    });
    await desk.broker.place(stop);
    await price(desk, '58900');
    await desk.restart();
    await desk.until(() => desk.kinds().lastIndexOf('connected') > 1);
    await desk.broker.query(target(stop));
    await price(desk, '59600');
    await desk.until(() => fillsOf(desk, stop).length > 0);
    expect(await desk.broker.query(target(stop))).toMatchObject({ kind: 'found', order: { status: 'filled' } });
    expect(await desk.broker.positions()).toEqual([]);
  });

  it('that is canceled before its trigger never fills', async () => {
    const desk = await started();
    await desk.broker.place(order());
    const stop = order({ ...PROTECTION, type: 'stop', stopPrice: decimal('59000') });
    await desk.broker.place(stop);
    expect(['canceled', 'accepted']).toContain((await desk.broker.cancel(target(stop))).kind);
    await desk.until(() => desk.kinds().includes('canceled'));
    await price(desk, '58000');
    await pause(150);
    expect(fillsOf(desk, stop)).toEqual([]);
  });
});

describe('fees', () => {
  it('of coins that are bought are told in the coin, exactly', async () => {
    const desk = await started();
    const bought = order({ instrumentId: 'BTCUSDT', quantity: decimal('0.01') });
    await desk.broker.place(bought);
    await desk.until(() => fillsOf(desk, bought).length > 0);
    const [fill] = fillsOf(desk, bought);
    expect(fill).toMatchObject({ feeCurrency: 'BTC', instrumentId: 'BTCUSDT' });
    expect((fill?.fee ?? ZERO) > ZERO).toBe(true);
  });

  it('in the quote currency carry no currency of their own', async () => {
    const desk = await started();
    const opened = order();
    await desk.broker.place(opened);
    await desk.until(() => fillsOf(desk, opened).length > 0);
    expect(fillsOf(desk, opened)[0]?.feeCurrency).toBeUndefined();
  });
});

describe('leverage and margin mode', () => {
  it('are set once, before the first opening order in the swap leaves', async () => {
    const desk = await started({ terms: { markets: ['swap'], marginMode: 'isolated', leverage: decimal('7') } });
    await desk.broker.place(order());
    await desk.broker.place(order());
    const writes = (await desk.requests()).filter(
      ({ method, path }) => method === 'POST' && !path.includes('listenKey'),
    );
    expect(writes.map(({ path }) => path)).toEqual([
      '/fapi/v1/marginType',
      '/fapi/v1/leverage',
      '/fapi/v1/order',
      '/fapi/v1/order',
    ]);
    expect(JSON.stringify(writes[1])).toMatch(/leverage[^a-z]{1,5}7/);
  });

  it('are the margin mode alone where the leverage is left as it is', async () => {
    const desk = await started({ terms: { markets: ['swap'], marginMode: 'isolated' } });
    await desk.broker.place(order());
    const paths = (await desk.requests()).map(({ method, path }) => `${method} ${path}`);
    expect(paths).toContain('POST /fapi/v1/marginType');
    expect(paths).not.toContain('POST /fapi/v1/leverage');
  });

  it('that the venue will not have keep an opening order from leaving, and no closing one', async () => {
    const desk = await started({ terms: { markets: ['swap'], leverage: decimal('7') } });
    const refusal = { kind: 'answer', status: 400, body: { code: -4028, msg: 'Leverage 7 is not valid' } };
    await desk.fault({ ...refusal, booked: false, match: { path: '/fapi/v1/leverage' } });
    expect(await desk.broker.place(order())).toMatchObject({
      kind: 'rejected',
      venueCode: 'EXCHANGE_LEVERAGE_NOT_SET',
    });
    const closing = await desk.broker.place(order({ side: 'sell', reduceOnly: true, role: 'close' }));
    expect(closing).toMatchObject({ kind: 'rejected', venueCode: '-2022' });
  });
});

describe("somebody else's orders", () => {
  async function traded() {
    const desk = await started({ terms: { markets: ['swap'] } });
    const { apiKey, secret } = CREDENTIALS;
    const other = await ccxtClient({
      exchange: 'binance',
      origin: desk.emulator.origin,
      apiKey: apiKey.reveal(),
      secret: secret.reveal(),
      options: { fetchMarkets: { types: ['linear'] } },
    });
    other.has.fetchCurrencies = false;
    onTestFinished(async () => await other.close());
    await other.createOrder(SWAP.symbol, 'limit', 'buy', 0.01, 50_000, { clientOrderId: 'by-hand-1' });
    await other.createOrder(SWAP.symbol, 'market', 'buy', 0.01, undefined, { clientOrderId: 'by-hand-2' });
    return desk;
  }

  it('are among the open ones and the trades under their own ids, and are not told as ours', async () => {
    const desk = await traded();
    await pause(900);
    expect(desk.kinds()).not.toContain('fill');
    expect((await desk.broker.openOrders()).map(({ clientOrderId }) => clientOrderId)).toEqual(['by-hand-1']);
    const ours = order();
    await desk.broker.place(ours);
    const fills = await desk.broker.fillsSince(0);
    expect(fills.map(({ clientOrderId, quantity }) => [clientOrderId, formatDecimal(quantity)])).toEqual([
      ['by-hand-2', '0.01'],
      [ours.clientOrderId, '0.002'],
    ]);
    expect((await desk.broker.positions())[0]?.quantity).toBe(decimal('0.012'));
  });

  it('can be canceled, are not amended, and are not asked for as ours', async () => {
    const desk = await traded();
    const [resting] = await desk.broker.openOrders();
    if (resting === undefined) throw new Error('no open order');
    const { clientOrderId, venueOrderId, instrumentId } = resting;
    const named = { clientOrderId, venueOrderId, instrumentId };
    const amend = mintApprovedAmend({ accountId: 'acct', orderId: 'o', ...named, quantity: decimal('0.02') });
    expect((await desk.broker.amend(amend)).kind).toBe('amend_rejected');
    expect((await desk.broker.query(named)).kind).toBe('unreachable');
    expect((await desk.broker.cancel(named)).kind).toBe('canceled');
    expect((await desk.broker.cancel(named)).kind).toBe('cancel_rejected');
    expect(await desk.broker.openOrders()).toEqual([]);
  });

  it('are not mistaken for what a stop of ours became, though nobody remembers it', async () => {
    const desk = await started({ terms: { markets: ['swap'] } });
    await desk.broker.place(order());
    const stop = order({
      ...PROTECTION,
      type: 'stop_limit',
      stopPrice: decimal('59000'),
      limitPrice: decimal('59500'),
    });
    await desk.broker.place(stop);
    await price(desk, '58900');
    await pause(150);
    const child = [...desk.emulator.dialect.world.orders.list({ accountId: 'main' })].find(({ parentId }) => parentId);
    if (child === undefined) throw new Error('no child');
    // As where the exchange gives it an id of its own.
    Object.assign(child, { clientOrderId: 'made-by-the-exchange' });
    desk.emulator.dialect.world.orders.update(child);
    await desk.restart();
    await desk.until(() => desk.kinds().filter((kind) => kind === 'connected').length === 2);
    expect((await desk.broker.openOrders()).map(({ clientOrderId }) => clientOrderId)).toEqual([stop.clientOrderId]);
  });
});

/** What is asked of an account at Bybit before its orders leave: the position mode, and the margin mode that is one for all of it. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import type { ApprovedOrder } from '#domain/approved-order.ts';
import type { OrderRequest } from '#domain/order.ts';
import { type CcxtClient, ccxtClient } from '../../../../emulators/exchange/test/ccxt-client.ts';
import { CREDENTIALS, EmulatedAccount, type EmulatedOptions } from './test/emulated-account.ts';

async function opened(options: Partial<EmulatedOptions> = {}): Promise<EmulatedAccount> {
  const desk = await EmulatedAccount.open({ exchange: 'bybit', terms: { markets: ['swap'] }, ...options });
  onTestFinished(async () => await desk.close());
  return desk;
}

/** The owner of the account, at the exchange itself. */
async function ownerOf({ emulator: { origin } }: EmulatedAccount): Promise<CcxtClient> {
  const { apiKey, secret } = CREDENTIALS;
  const owner = await ccxtClient({ exchange: 'bybit', origin, apiKey: apiKey.reveal(), secret: secret.reveal() });
  owner.has.fetchCurrencies = false;
  onTestFinished(async () => await owner.close());
  return owner;
}

const examined = async (desk: EmulatedAccount, name: string) =>
  (await desk.exchange.examine(desk.account, desk.credentials)).checks.find((check) => check.name === name);

let count = 0;
function order(terms: Partial<OrderRequest> = {}): ApprovedOrder {
  count += 1;
  return mintApprovedOrder({
    accountId: 'acct',
    orderId: 'o',
    clientOrderId: `ordersofbybitaaaaaaaaaa${'abcdefghij'[count] ?? 'z'}`,
    attempt: 1,
    approvedAt: Date.now(),
    limitsVersion: '1',
    deadlineAt: Date.now() + 5_000,
    request: {
      instrumentId: 'BTCUSDT.P',
      side: 'buy',
      type: 'market',
      quantity: decimal('0.002'),
      timeInForce: 'gtc',
      postOnly: false,
      reduceOnly: false,
      role: 'entry',
      ...terms,
    },
  });
}

describe('the position mode of an account at Bybit', () => {
  it('is the agreed one, and said so, whether anything is held or not', async () => {
    const desk = await opened();
    expect(await examined(desk, 'position_mode')).toMatchObject({ status: 'ok', values: { mode: 'netting' } });
    await desk.start();
    expect(desk.kinds()).toContain('connected');
    const asked = (await desk.requests()).filter(({ path }) => path === '/v5/position/list').map(({ query }) => query);
    expect(asked).toContainEqual(expect.objectContaining({ category: 'linear', symbol: 'BTCUSDT' }));
  });

  it.each([
    ['netting', 'hedge', { venueMode: 'hedging', mode: 'netting' }],
    ['hedging', 'one_way', { venueMode: 'netting', mode: 'hedging' }],
  ] as const)('set up here for %s and there for %s is told, and the account not used', async (mode, there, values) => {
    const desk = await opened({ positionMode: mode });
    await desk.fault({ kind: 'position_mode', account: 'main', mode: there });
    const code = 'ACCOUNT_POSITION_MODE_DIFFERS';
    expect(await examined(desk, 'position_mode')).toMatchObject({ status: 'failed', code, values });
    await desk.start();
    expect(desk.events.at(-1)).toMatchObject({ kind: 'disconnected', code, values });
  });

  it('may be another one in a contract that is held', async () => {
    const desk = await opened();
    const owner = await ownerOf(desk);
    await owner.createOrder('ETH/USDT:USDT', 'market', 'buy', 0.1);
    const list = {
      retCode: 0,
      retMsg: 'OK',
      result: {
        category: 'linear',
        nextPageCursor: '',
        list: [{ symbol: 'ETHUSDT', positionIdx: 1, side: 'Buy', size: '0.1', avgPrice: '3000', leverage: '10' }],
      },
    };
    const match = { path: '/v5/position/list', params: { settleCoin: 'USDT' } };
    await desk.fault({ kind: 'answer', status: 200, body: list, match, count: 5 });
    expect(await examined(desk, 'position_mode')).toMatchObject({ code: 'ACCOUNT_POSITION_MODE_DIFFERS' });
  });
});

describe('the margin mode of an account at Bybit, one for all of it', () => {
  it('is looked at by the doctor', async () => {
    const desk = await opened();
    expect(await examined(desk, 'margin')).toMatchObject({ status: 'ok', values: { marginMode: 'cross' } });
    await (await ownerOf(desk)).setMarginMode('isolated');
    expect(await examined(desk, 'margin')).toMatchObject({
      status: 'failed',
      code: 'EXCHANGE_MARGIN_MODE_DIFFERS',
      values: { marginMode: 'cross', venueMode: 'isolated', venue: 'Bybit' },
    });
  });

  it('keeps an opening order from leaving where it is another one, and no closing one', async () => {
    const desk = await opened();
    await (await ownerOf(desk)).setMarginMode('isolated');
    await desk.start();
    expect(await desk.broker.place(order())).toMatchObject({
      kind: 'rejected',
      venueCode: 'EXCHANGE_MARGIN_MODE_DIFFERS',
      reason: { values: { symbol: 'BTCUSDT.P', marginMode: 'cross', venueMode: 'isolated' } },
    });
    expect((await desk.requests()).filter(({ path }) => path === '/v5/order/create')).toEqual([]);
    const closing = await desk.broker.place(order({ side: 'sell', reduceOnly: true, role: 'close' }));
    expect(closing).toMatchObject({ kind: 'rejected', venueCode: '110017' });
  });

  it('lets orders leave from when it is the agreed one', async () => {
    const desk = await opened({ terms: { markets: ['swap'], marginMode: 'isolated' } });
    await desk.start();
    expect((await desk.broker.place(order())).kind).toBe('rejected');
    await (await ownerOf(desk)).setMarginMode('isolated');
    expect((await desk.broker.place(order())).kind).toBe('accepted');
  });

  it('that can not be asked for keeps an opening order from leaving, too', async () => {
    const desk = await opened();
    await desk.start();
    const match = { path: '/v5/account/info' };
    await desk.fault({ kind: 'status', status: 502, body: 'bad', booked: false, match, count: 9 });
    expect(await desk.broker.place(order())).toMatchObject({ kind: 'rejected' });
    expect((await desk.requests()).filter(({ path }) => path === '/v5/order/create')).toEqual([]);
  });

  it('is not asked for coins', async () => {
    const desk = await opened({ terms: { markets: ['spot'] } });
    await (await ownerOf(desk)).setMarginMode('isolated');
    expect(await examined(desk, 'margin')).toMatchObject({ status: 'skipped' });
  });
});

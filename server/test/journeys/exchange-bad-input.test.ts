/**
 * What people and exchanges get wrong, at an emulated exchange: each time nothing unwanted is booked there, and a code with a
 * sentence says what to do.
 */
import { renderError } from '@signalbox/contract/errors/registry.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeskMarket, ExchangeDesk, MARKETS } from './exchange-desk.ts';
import type { Wire } from './journey.ts';

const PATIENCE_MS = 90_000;
const SETTINGS = `
venue: { compare_every_seconds: 10, suspend_after_failures: 100 }
risk:
  defaults: { allowed_symbols: ["*"], max_order_value: 900000, max_position_value: 900000, price_collar_percent: 10 }
`;
const { btc, btcSwap, eth, ethSwap, sol } = MARKETS;

let desk: ExchangeDesk;
beforeAll(async () => {
  desk = await ExchangeDesk.begin(SETTINGS, { leverage: '5' });
}, PATIENCE_MS);
afterAll(() => desk.end(), PATIENCE_MS);

interface Said {
  readonly status: string | number;
  readonly code: string;
  readonly sentence: string;
}

/** How an order ended, or why there is none; the sentence is what people read. */
function saidBy(status: number, body: Wire): Said {
  const order = body.orders?.[0];
  const { code, values } = order?.reason ?? body.reason ?? { code: body.code ?? '', values: body.values ?? {} };
  return { status: order?.status ?? status, code, sentence: code === '' ? '' : renderError(code, values, 'en') };
}

async function said(fields: object): Promise<Said> {
  const { status, body } = await desk.order(fields);
  return saidBy(status, body);
}

const bought = ({ symbol }: DeskMarket, quantity: string) => ({ side: 'buy', type: 'market', symbol, quantity });
const wanted = ({ symbol }: DeskMarket, limitPrice: string) => ({
  ...{ side: 'buy', type: 'limit', quantity: '0.002' },
  symbol,
  limitPrice,
});

const MISTAKES: readonly (readonly [string, object, string | number, string, string])[] = [
  ['an unknown symbol', bought({ ...btc, symbol: 'NOSUCHUSDT' }, '1'), 422, 'SYMBOL_UNKNOWN', 'Check the name'],
  ['too little money’s worth', bought(btc, '0.00001'), 'denied', 'NOTIONAL_BELOW_MINIMUM', 'Make it larger'],
  ['too little of a swap', bought(btcSwap, '0.0001'), 'denied', 'QUANTITY_NOT_ON_STEP', 'Round it to the step'],
  ['too precise a quantity', bought(btc, '0.0023456789'), 'denied', 'QUANTITY_NOT_ON_STEP', 'Round it to the step'],
  ['too precise a price', wanted(btc, '57000.12345'), 'denied', 'PRICE_NOT_ON_TICK', 'Round it to the tick'],
  ['more than there is money for', bought(btc, '3'), 'denied', 'MARGIN_INSUFFICIENT', 'Make it smaller'],
  ['a price far away', wanted(btc, '90000'), 'denied', 'PRICE_OUTSIDE_COLLAR', 'Check the price'],
  [
    'post-only that would cross',
    { ...wanted(btc, '60600'), postOnly: true },
    'rejected',
    'VENUE_REJECTED',
    '(-2010): Order would immediately match and take. Correct it, then send a new one.',
  ],
  [
    'post-only that would cross, on a swap',
    { ...wanted(btcSwap, '60600'), postOnly: true },
    'rejected',
    'VENUE_REJECTED',
    '(-5022)',
  ],
  [
    'reduce-only without a position',
    { ...bought(btcSwap, '0.002'), reduceOnly: true },
    'denied',
    'POSITION_NOT_FOUND',
    'signalbox positions',
  ],
  [
    'coins sold that are not there',
    { ...bought(eth, '0.05'), side: 'sell' },
    'denied',
    'SHORT_NOT_ALLOWED',
    'Sell at most what is held',
  ],
  [
    'a take-profit on the wrong side',
    { ...bought(btcSwap, '0.002'), takeProfit: '50000' },
    'denied',
    'PROTECTION_WRONG_SIDE',
    'Check the price and its unit',
  ],
];

describe('a mistake in an order', { timeout: PATIENCE_MS }, () => {
  it.each(MISTAKES)('%s', async (_name, fields, status, code, advice) => {
    expect(await said(fields)).toEqual({ status, code, sentence: expect.stringContaining(advice) });
    expect([...desk.booked(btc), ...desk.booked(btcSwap), ...desk.booked(eth)]).toEqual([]);
  });

  it('is mended on the way where an alert can not know better: what leaves is said', async () => {
    const signal = await desk.follow({ action: 'buy', symbol: sol.symbol, quantity: '1.00049' });
    expect(signal.orders).toMatchObject([{ status: 'filled', filledQuantity: '1' }]);
    expect(signal.orders[0].adjustments.map(({ code }: Wire) => code)).toEqual(['QUANTITY_ROUNDED']);
    expect(desk.booked(sol)).toEqual(['filled 1']);
  });

  it('of leverage is denied above the account’s, and told with the order when the exchange will not have it', async () => {
    const above = await desk.follow({ action: 'buy', symbol: btcSwap.symbol, quantity: '0.002', leverage: 20 });
    expect(above.decisions?.[0]?.reason ?? above.reason).toMatchObject({ code: 'LEVERAGE_ABOVE_ACCOUNT' });
    await desk.add('greedy', { leverage: '200', markets: ['swap'] });
    await desk.whenUp('greedy');
    const { status, code, sentence } = await said({ ...bought(btcSwap, '0.002'), account: 'greedy' });
    expect([status, code]).toEqual(['rejected', 'EXCHANGE_LEVERAGE_NOT_SET']);
    expect(sentence).toContain('signalbox account change');
    expect(desk.booked(btcSwap)).toEqual([]);
    expect((await desk.journey.client.delete('/api/v1/accounts/greedy')).status).toBe(204);
  });
});

describe('an exchange that does not want', { timeout: PATIENCE_MS }, () => {
  it('a market that it has closed', async () => {
    for (const market of [btc, btcSwap]) {
      await desk.exchange.admin('POST', '/markets', { symbol: market.market, tradable: false });
      const { status, sentence } = await said(bought(market, '0.002'));
      expect([status, sentence]).toEqual(['rejected', expect.stringMatching(/Market is closed|symbol status/)]);
      await desk.exchange.admin('POST', '/markets', { symbol: market.market, tradable: true });
    }
  });

  it.each([
    ['rate_limited', 'VENUE_RATE_LIMITED', 'Wait a minute'],
    ['banned', 'VENUE_RATE_LIMITED', 'Wait a minute'],
  ])('so many requests: %s', async (kind, code, advice) => {
    const booked = desk.booked(eth).length;
    await desk.fault({ kind, retryAfterS: 1, booked: false, match: { method: 'POST', path: eth.path } });
    expect(await said(bought(eth, '0.05'))).toEqual({
      status: 'rejected',
      code,
      sentence: expect.stringContaining(advice),
    });
    expect(desk.booked(eth)).toHaveLength(booked);
    expect(await desk.whenUp()).toMatchObject({ tradingState: 'active' });
  });

  it('the time that a request was signed with: the clocks are compared, and the next one is taken', async () => {
    await desk.fault({ kind: 'clock_skew', ms: 60_000 });
    const first = await said(bought(ethSwap, '0.05'));
    expect([first.code, first.sentence]).toEqual([
      'VENUE_TIMESTAMP_REFUSED',
      expect.stringContaining('The clocks are compared anew'),
    ]);
    const second = await desk.follow({ action: 'buy', symbol: ethSwap.symbol, quantity: '0.05' });
    expect(second.orders).toMatchObject([{ status: 'filled' }]);
    expect(desk.booked(ethSwap)).toEqual(['filled 0.05']);
  });
});

describe('keys', { timeout: PATIENCE_MS }, () => {
  it.concurrent.each([
    [
      'from an address that is not allowed',
      'address',
      { ipAllowed: false },
      'ACCOUNT_CREDENTIALS_REFUSED',
      'addresses',
    ],
    ['that may not trade', 'reader', { permissions: { trade: false } }, 'ACCOUNT_CREDENTIALS_REFUSED', 'permissions'],
    ['that may withdraw', 'payer', { permissions: { withdraw: true } }, 'ACCOUNT_KEY_CAN_WITHDRAW', 'Make a key'],
  ])('%s disarm their account, and nothing is asked with them any more', async (_name, id, grant, code, advice) => {
    const keys = { apiKey: `keyOf${id}0000000000`, secret: `secretOf${id}` };
    await desk.exchange.admin('POST', '/accounts', { account: id, ...keys, spot: { USDT: '100' }, ...grant });
    await desk.add(id, { keys });
    const view = await desk.when(id, ({ problems, armed }) => problems.length > 0 && armed === false);
    expect(view.problems).toMatchObject([{ code }]);
    expect(renderError(code, view.problems[0].values, 'en')).toContain(advice);
    const asked = async (): Promise<number> => {
      const { requests } = (await desk.exchange.admin('GET', '/requests')) as Wire;
      return requests.filter((request: Wire) => JSON.stringify(request.headers).includes(keys.apiKey)).length;
    };
    const before = await asked();
    const order = await desk.order({ account: id, ...bought(btc, '0.002') });
    expect(order.body.orders?.[0]?.status ?? order.status).not.toBe('filled');
    expect(await asked()).toBe(before);
    expect(await desk.whenUp()).toMatchObject({ tradingState: 'active' });
  });
});

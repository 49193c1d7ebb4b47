import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startTrial, TRIAL_KEY } from '../test/exchange-trial.ts';
import { openRequestsTrial } from '../test/requests-trial.ts';
import { createBybit } from './bybit-dialect.ts';

const parts = openRequestsTrial(createBybit);

interface Asked {
  readonly status: number;
  readonly body: {
    readonly retCode: number;
    readonly retMsg: string;
    readonly result: { readonly list?: Record<string, unknown>[] } & Record<string, unknown>;
    readonly retExtInfo: { readonly list?: { readonly code: number }[] };
  };
}

interface Terms {
  readonly apiKey?: string;
  readonly secret?: string;
  readonly time?: number;
}

/** A request signed the documented way: time, key, window, then the query or the body. */
async function ask(method: 'GET' | 'POST', path: string, sent: unknown = {}, terms: Terms = {}): Promise<Asked> {
  const { apiKey, secret } = { ...TRIAL_KEY, ...terms };
  const time = String(terms.time ?? Date.now());
  const payload =
    method === 'GET' ? new URLSearchParams(sent as Record<string, string>).toString() : JSON.stringify(sent);
  const sign = createHmac('sha256', secret).update(`${time}${apiKey}5000${payload}`).digest('hex');
  const answer = await fetch(`${parts.trial.server.origin}/v5${path}${method === 'GET' ? `?${payload}` : ''}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'X-BAPI-API-KEY': apiKey,
      'X-BAPI-SIGN': sign,
      'X-BAPI-TIMESTAMP': time,
      'X-BAPI-RECV-WINDOW': '5000',
    },
    ...(method === 'POST' ? { body: payload } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as Asked['body'] };
}

const WALLET = ['GET', '/account/wallet-balance', { accountType: 'UNIFIED' }] as const;
const code = ({ status, body }: Asked): readonly unknown[] => [status, body.retCode];

const LIMIT = {
  category: 'spot',
  symbol: 'BTCUSDT',
  side: 'Buy',
  orderType: 'Limit',
  qty: '0.001',
  price: '50000',
  timeInForce: 'GTC',
};
const SWAP = { ...LIMIT, category: 'linear' };
const STOP = { ...SWAP, side: 'Sell', triggerPrice: '55000', triggerDirection: 2 };

/** Without the fields that are to be absent. */
const filled = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));

describe('who asks', () => {
  it.each([
    ['a wrong signature', { secret: 'another' }, [200, 10_004]],
    ['a timestamp older than the window', { time: Date.now() - 60_000 }, [200, 10_002]],
    ['a timestamp ahead of the clock', { time: Date.now() + 60_000 }, [200, 10_002]],
    ['an unknown key', { apiKey: 'unknownKey' }, [401, 10_003]],
  ] satisfies [string, Terms, unknown[]][])('refuses %s', async (_title, terms, expected) => {
    expect(code(await ask(...WALLET, terms))).toEqual(expected);
  });

  it('refuses what a key may not do, and a key from an address that is not allowed', async () => {
    const { world, account } = parts.trial;
    const reader = { apiKey: 'readerKey', secret: 'readerSecret' };
    world.grantKey(account, { ...reader, permissions: { trade: false } });
    expect(code(await ask(...WALLET, reader))).toEqual([200, 0]);
    expect(code(await ask('POST', '/order/create', LIMIT, reader))).toEqual([200, 10_005]);
    expect((await ask('GET', '/user/query-api', {}, reader)).body.result['readOnly']).toBe(1);
    const away = { apiKey: 'awayKey', secret: 'awaySecret' };
    world.grantKey(account, { ...away, ipAllowed: false });
    expect(code(await ask(...WALLET, away))).toEqual([200, 10_010]);
  });

  it('tells whether a key can withdraw', async () => {
    const rich = { apiKey: 'richKey', secret: 'richSecret' };
    parts.trial.world.grantKey(parts.trial.account, { ...rich, permissions: { withdraw: true } });
    const walletOf = async (terms: Terms) =>
      ((await ask('GET', '/user/query-api', {}, terms)).body.result['permissions'] as { Wallet: string[] }).Wallet;
    expect([await walletOf({}), await walletOf(rich)]).toEqual([[], ['AccountTransfer', 'Withdraw']]);
  });

  it('writes the verdict down, and neither key nor signature', async () => {
    await ask(...WALLET, { secret: 'another' });
    const { requests } = (await parts.trial.admin('GET', '/requests')) as { requests: Record<string, unknown>[] };
    expect(requests[0]).toMatchObject({ signature: 'bad signature', booked: false });
    const text = JSON.stringify(requests);
    expect(text).not.toContain(TRIAL_KEY.apiKey);
    expect(text).not.toMatch(/[0-9a-f]{64}/);
  });
});

describe('orders that are refused', () => {
  it.each([
    ['an unknown symbol', { symbol: 'NONEUSDT' }, 170_121],
    ['a missing category', { category: '' }, 10_001],
    ['an unknown side', { side: 'Hold' }, 10_001],
    ['an unknown type', { orderType: 'Wish' }, 10_001],
    ['an unknown time in force', { timeInForce: 'DAY' }, 10_001],
    ['a limit order without a price', { price: '' }, 10_001],
    ['a price on a market order', { orderType: 'Market' }, 10_001],
    ['a number that is none', { qty: '1,000' }, 10_001],
    ['too small a quantity', { qty: '0.000001' }, 170_136],
    ['too small a value', { qty: '0.00002' }, 170_140],
    ['a quantity off its step', { qty: '0.001005' }, 170_137],
    ['a price off its tick', { price: '50000.001' }, 170_134],
    ['too large a quantity', { qty: '99999' }, 170_135],
    ['too little money', { qty: '90' }, 170_131],
    ['borrowing', { isLeverage: 1 }, 170_036],
    ['a stop in the list of plain orders', { triggerPrice: '49000' }, 170_202],
    ['a plain order in the list of stops', { orderFilter: 'StopOrder' }, 170_202],
    ['a side of a position', { positionIdx: 1 }, 10_001],
    ['a client id with a space', { orderLinkId: 'a b' }, 10_001],
    ['a client id that is too long', { orderLinkId: 'a'.repeat(37) }, 10_001],
    ['a parameter that is not documented', { clientOrderId: 'abc' }, 10_001],
  ])('refuses %s, spot', async (_title, change, expected) => {
    expect(code(await ask('POST', '/order/create', filled({ ...LIMIT, ...change })))).toEqual([200, expected]);
  });

  it.each([
    ['an unknown symbol', { symbol: 'NONEUSDT' }, 10_001],
    ['too small a value', { qty: '0.001', price: '4000' }, 110_094],
    ['a quantity off its step', { qty: '0.0015' }, 10_001],
    ['too little margin', { qty: '90' }, 110_007],
    ['a side of the position in one-way mode', { positionIdx: 1 }, 10_001],
    ['reduce-only without a position', { reduceOnly: true }, 110_017],
    ['a unit of the quantity', { marketUnit: 'baseCoin' }, 10_001],
    ['a stop without direction', { triggerPrice: '55000' }, 10_001],
    ['a stop that is to rise and has risen', { triggerPrice: '55000', triggerDirection: 1 }, 110_092],
    ['a stop that is to fall and has fallen', { triggerPrice: '65000', triggerDirection: 2 }, 110_093],
    ['a trailing stop in an order', { trailingStop: '100' }, 10_001],
  ])('refuses %s, swap', async (_title, change, expected) => {
    expect(code(await ask('POST', '/order/create', filled({ ...SWAP, ...change })))).toEqual([200, expected]);
  });

  it.each([
    ['spot', LIMIT, 170_141],
    ['linear', SWAP, 110_072],
  ])('never takes a client id again, %s', async (category, order, expected) => {
    const named = { ...order, orderLinkId: 'once-only' };
    const { body } = await ask('POST', '/order/create', named);
    expect(body.result).toEqual({ orderId: expect.any(String), orderLinkId: 'once-only' });
    expect(code(await ask('POST', '/order/create', named))).toEqual([200, expected]);
    const cancel = { category, symbol: 'BTCUSDT', orderLinkId: 'once-only' };
    expect(code(await ask('POST', '/order/cancel', cancel))).toEqual([200, 0]);
    expect(code(await ask('POST', '/order/create', named))).toEqual([200, expected]);
  });

  it.each([
    ['spot', 170_213],
    ['linear', 110_001],
  ])('tells orders that are not there any more by one code, %s', async (category, expected) => {
    const named = { category, symbol: 'BTCUSDT', orderLinkId: 'never' };
    expect(code(await ask('POST', '/order/cancel', named))).toEqual([200, expected]);
    expect(code(await ask('POST', '/order/amend', { ...named, qty: '1' }))).toEqual([200, expected]);
    expect((await ask('GET', '/order/realtime', named)).body.result.list).toEqual([]);
    expect((await ask('GET', '/order/history', named)).body.result.list).toEqual([]);
  });

  it('cancels a spot stop only under its own filter, and refuses an amend that changes nothing', async () => {
    const stop = { ...LIMIT, side: 'Sell', triggerPrice: '55000', orderFilter: 'StopOrder', orderLinkId: 'spot-stop' };
    await ask('POST', '/order/create', stop);
    const named = { category: 'spot', symbol: 'BTCUSDT', orderLinkId: 'spot-stop' };
    expect(code(await ask('POST', '/order/amend', { ...named, triggerPrice: '55000' }))).toEqual([200, 10_001]);
    expect(code(await ask('POST', '/order/cancel', named))).toEqual([200, 170_213]);
    expect(code(await ask('POST', '/order/cancel', { ...named, orderFilter: 'StopOrder' }))).toEqual([200, 0]);
  });

  it('answers each order of a batch by itself, beside the list', async () => {
    const { category, ...order } = SWAP;
    const request = [
      { ...order, orderLinkId: 'batch-1' },
      { ...order, qty: '90' },
      { ...order, wish: '1' },
    ];
    const { body } = await ask('POST', '/order/create-batch', { category, request });
    expect(body.retExtInfo.list?.map((member) => member.code)).toEqual([0, 110_007, 10_001]);
    expect(body.result.list?.map(({ orderLinkId }) => orderLinkId)).toEqual(['batch-1', '', '']);
    const many = Array.from({ length: 11 }, () => order);
    expect(code(await ask('POST', '/order/create-batch', { category, request: many }))).toEqual([200, 10_001]);
    const all = await ask('POST', '/order/cancel-all', { category, symbol: 'BTCUSDT' });
    expect(all.body.result.list).toHaveLength(1);
  });

  it('lists open orders alone, and ended ones to who names them; pages go on with a cursor', async () => {
    for (const number of [1, 2, 3]) await ask('POST', '/order/create', { ...STOP, orderLinkId: `page-${number}` });
    const scope = { category: 'linear', symbol: 'BTCUSDT', limit: '2' };
    const first = await ask('GET', '/order/realtime', scope);
    const cursor = String(first.body.result['nextPageCursor']);
    const second = await ask('GET', '/order/realtime', { ...scope, cursor });
    const names = [first, second].map(({ body }) => body.result.list?.map(({ orderLinkId }) => orderLinkId));
    expect(names).toEqual([['page-3', 'page-2'], ['page-1']]);
    await ask('POST', '/order/cancel-all', { category: 'linear', settleCoin: 'USDT', orderFilter: 'StopOrder' });
    expect((await ask('GET', '/order/realtime', scope)).body.result.list).toEqual([]);
    const named = await ask('GET', '/order/realtime', { ...scope, orderLinkId: 'page-1' });
    expect(named.body.result.list?.[0]).toMatchObject({ orderStatus: 'Deactivated', stopOrderType: 'Stop' });
    expect(code(await ask('GET', '/order/realtime', { category: 'linear' }))).toEqual([200, 10_001]);
  });

  it('refuses parameters of questions that are not documented, and too long a time', async () => {
    const scope = { category: 'spot', symbol: 'BTCUSDT' };
    expect(code(await ask('GET', '/order/realtime', { ...scope, clientOrderId: 'x' }))).toEqual([200, 10_001]);
    const [startTime, endTime] = [String(Date.now() - 8 * 86_400_000), String(Date.now())];
    expect(code(await ask('GET', '/order/history', { ...scope, startTime, endTime }))).toEqual([200, 10_001]);
  });

  it('forgets a canceled order a day later, and keeps a filled one', async () => {
    const { clock } = parts.trial.world;
    const { price: _price, timeInForce: _force, ...market } = LIMIT;
    await ask('POST', '/order/create', { ...market, orderType: 'Market', marketUnit: 'baseCoin', orderLinkId: 'kept' });
    await ask('POST', '/order/create', { ...LIMIT, timeInForce: 'IOC', orderLinkId: 'forgotten' });
    clock.skewMs = 86_400_000 + 1_000;
    const of = async (orderLinkId: string) => {
      const answer = await ask('GET', '/order/history', { category: 'spot', orderLinkId }, { time: clock.now() });
      return answer.body.result.list?.length;
    };
    expect([await of('kept'), await of('forgotten')]).toEqual([1, 0]);
  });
});

describe('settings', () => {
  const market = { category: 'linear', symbol: 'ETHUSDT' };

  it('refuses leverage that is too high, uneven or the same', async () => {
    const set = async (buyLeverage: string, sellLeverage = buyLeverage) =>
      (await ask('POST', '/position/set-leverage', { ...market, buyLeverage, sellLeverage })).body.retCode;
    expect([await set('5'), await set('5'), await set('126'), await set('5', '6')]).toEqual([
      0, 110_043, 110_013, 10_001,
    ]);
    const leaked = { ...market, buyLeverage: '7', sellLeverage: '7', marginMode: 'cross' };
    expect(code(await ask('POST', '/position/set-leverage', leaked))).toEqual([200, 10_001]);
  });

  it('refuses a position mode that is so, or that orders and positions block', async () => {
    const set = async (mode: number) => (await ask('POST', '/position/switch-mode', { ...market, mode })).body.retCode;
    expect(await set(0)).toBe(110_025);
    await ask('POST', '/order/create', { ...SWAP, ...market, price: '2000', qty: '0.1', orderLinkId: 'blocks' });
    expect(await set(3)).toBe(110_028);
    await ask('POST', '/order/cancel', { ...market, orderLinkId: 'blocks' });
    await ask('POST', '/order/create', { ...market, side: 'Buy', orderType: 'Market', qty: '0.1' });
    expect(await set(3)).toBe(110_024);
    await ask('POST', '/order/create', { ...market, side: 'Sell', orderType: 'Market', qty: '0.1', reduceOnly: true });
    expect(await set(3)).toBe(0);
    expect(code(await ask('POST', '/order/create', SWAP))).toEqual([200, 10_001]);
    expect(await set(0)).toBe(0);
  });

  it('does not spend on spot what margin rests on, in the one wallet', async () => {
    const swap = { ...market, side: 'Buy', orderType: 'Market', qty: '30' };
    const leverage = { ...market, buyLeverage: '10', sellLeverage: '10' };
    await ask('POST', '/position/set-leverage', leverage);
    await ask('POST', '/order/create', swap);
    const spot = { ...LIMIT, qty: '2.1' };
    expect(code(await ask('POST', '/order/create', spot))).toEqual([200, 170_131]);
    await ask('POST', '/order/create', { ...swap, side: 'Sell', reduceOnly: true });
    expect(code(await ask('POST', '/order/create', spot))).toEqual([200, 0]);
    await ask('POST', '/order/cancel-all', { category: 'spot' });
  });

  it('hangs no stop on a position that is not there', async () => {
    const stop = { ...market, stopLoss: '2000', tpslMode: 'Full', positionIdx: 0 };
    const answer = await ask('POST', '/position/trading-stop', stop);
    expect([answer.body.retCode, answer.body.retMsg]).toEqual([10_001, 'can not set tp/sl/ts for zero position']);
  });
});

/** A clock that stands still keeps all requests in one window. */
const NOON = 1_700_000_000_000;

describe('limits and maintenance', () => {
  it('tells too many requests in the body, and shuts out who goes on', async () => {
    const own = await startTrial(createBybit({ machineTime: () => NOON }));
    try {
      const { apiKey } = TRIAL_KEY;
      const answers = new Set<string>();
      for (let count = 0; count < 90; count += 1) {
        const answer = await fetch(`${own.server.origin}/v5/order/realtime?category=spot`, {
          headers: { 'X-BAPI-API-KEY': apiKey },
        });
        const { retCode } = (await answer.json()) as { retCode: number };
        answers.add(`${answer.status} ${retCode}`);
      }
      expect([...answers]).toEqual(['200 10002', '200 10006', '403 10018']);
    } finally {
      await own.close();
    }
  });

  it('answers a page in maintenance', async () => {
    await parts.trial.admin('POST', '/faults', { kind: 'maintenance', match: { path: '/v5/market/time' } });
    const answer = await fetch(`${parts.trial.server.origin}/v5/market/time`);
    expect([answer.status, (await answer.text()).startsWith('<html>')]).toEqual([503, true]);
  });
});

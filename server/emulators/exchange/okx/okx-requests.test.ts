import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startTrial, TRIAL_KEY } from '../test/exchange-trial.ts';
import { openRequestsTrial } from '../test/requests-trial.ts';
import { createOkx } from './okx-dialect.ts';

const parts = openRequestsTrial(createOkx);

interface Asked {
  readonly status: number;
  readonly body: { readonly code: string; readonly msg: string; readonly data: Record<string, unknown>[] };
}

interface Terms {
  readonly apiKey?: string;
  readonly secret?: string;
  readonly passphrase?: string;
  readonly time?: string;
}

/** A request signed the documented way: time, method, path with query, body. */
async function ask(method: 'GET' | 'POST', path: string, sent: unknown = {}, terms: Terms = {}): Promise<Asked> {
  const { apiKey, secret, passphrase } = { ...TRIAL_KEY, ...terms };
  const time = terms.time ?? new Date().toISOString();
  const query = method === 'GET' ? new URLSearchParams(sent as Record<string, string>).toString() : '';
  const target = `/api/v5${path}${query === '' ? '' : `?${query}`}`;
  const body = method === 'POST' ? JSON.stringify(sent) : '';
  const sign = createHmac('sha256', secret).update(`${time}${method}${target}${body}`).digest('base64');
  const answer = await fetch(`${parts.trial.server.origin}${target}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'OK-ACCESS-KEY': apiKey,
      'OK-ACCESS-SIGN': sign,
      'OK-ACCESS-TIMESTAMP': time,
      'OK-ACCESS-PASSPHRASE': passphrase,
    },
    ...(method === 'POST' ? { body } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as Asked['body'] };
}

/** Status, the envelope's code, and the code of the first order. */
const codes = ({ status, body }: Asked): readonly unknown[] => [status, body.code, body.data[0]?.['sCode']];

const LIMIT = { instId: 'BTC-USDT', tdMode: 'cash', side: 'buy', ordType: 'limit', sz: '0.001', px: '50000' };
const SWAP = { ...LIMIT, instId: 'BTC-USDT-SWAP', tdMode: 'cross', sz: '1' };
const CLOSING = { ...SWAP, side: 'sell', ordType: 'market', px: '', reduceOnly: true };
const TRIGGER = { ...SWAP, px: '', side: 'sell', ordType: 'trigger', triggerPx: '55000', orderPx: '-1' };

/** Without the fields that are to be absent. */
const filled = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));

describe('who asks', () => {
  it.each([
    ['a wrong signature', { secret: 'another' }, [401, '50113']],
    ['a wrong passphrase', { passphrase: 'another' }, [401, '50105']],
    ['an old timestamp', { time: new Date(Date.now() - 60_000).toISOString() }, [401, '50102']],
    ['a timestamp ahead of the clock', { time: new Date(Date.now() + 60_000).toISOString() }, [401, '50102']],
    ['a timestamp of another form', { time: String(Date.now()) }, [401, '50112']],
    ['an unknown key', { apiKey: 'unknownKey' }, [401, '50111']],
  ] satisfies [string, Terms, unknown[]][])('refuses %s', async (_title, terms, expected) => {
    const answer = await ask('GET', '/account/balance', {}, terms);
    expect([answer.status, answer.body.code]).toEqual(expected);
  });

  it('refuses a request without its headers', async () => {
    const answer = await fetch(`${parts.trial.server.origin}/api/v5/account/balance`);
    expect([answer.status, ((await answer.json()) as Asked['body']).code]).toEqual([401, '50103']);
  });

  it('refuses what a key may not do, and a key from an address that is not allowed', async () => {
    const { world, account } = parts.trial;
    const reader = { apiKey: 'readerKey', secret: 'readerSecret', passphrase: 'p' };
    world.grantKey(account, { ...reader, permissions: { trade: false } });
    expect(codes(await ask('GET', '/account/balance', {}, reader))).toEqual([200, '0', undefined]);
    expect(codes(await ask('POST', '/trade/order', LIMIT, reader))).toEqual([401, '50120', undefined]);
    const away = { apiKey: 'awayKey', secret: 'awaySecret', passphrase: 'p' };
    world.grantKey(account, { ...away, ipAllowed: false });
    expect(codes(await ask('GET', '/account/balance', {}, away))).toEqual([401, '50110', undefined]);
  });

  it('tells what a key may do', async () => {
    const rich = { apiKey: 'richKey', secret: 'richSecret', passphrase: 'p' };
    parts.trial.world.grantKey(parts.trial.account, { ...rich, permissions: { withdraw: true } });
    const [own, other] = [await ask('GET', '/account/config'), await ask('GET', '/account/config', {}, rich)];
    expect(own.body.data[0]?.['perm']).toBe('read_only,trade');
    expect(other.body.data[0]?.['perm']).toBe('read_only,withdraw,trade');
  });

  it('writes the verdict down, and neither key nor passphrase nor signature', async () => {
    await ask('GET', '/account/balance', {}, { secret: 'another' });
    const { requests } = (await parts.trial.admin('GET', '/requests')) as { requests: Record<string, unknown>[] };
    expect(requests[0]).toMatchObject({ signature: 'bad signature', status: 401, booked: false });
    const text = JSON.stringify(requests);
    for (const secret of [TRIAL_KEY.apiKey, TRIAL_KEY.passphrase]) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/[\w+/]{40,}=/);
  });
});

describe('orders that are refused', () => {
  it.each([
    ['an unknown instrument', { instId: 'NONE-USDT' }, '51001'],
    ['a missing instrument', { instId: '' }, '50014'],
    ['a missing trade mode', { tdMode: '' }, '50014'],
    ['margin trading', { tdMode: 'cross' }, '51010'],
    ['an unknown side', { side: 'hold' }, '51000'],
    ['an unknown type', { ordType: 'wish' }, '51000'],
    ['a limit order without a price', { px: '' }, '51204'],
    ['a price on a market order', { ordType: 'market' }, '51000'],
    ['a number that is none', { sz: '1,000' }, '51000'],
    ['no size', { sz: '0' }, '51000'],
    ['too small a size', { sz: '0.000001' }, '51020'],
    ['a size off its step', { sz: '0.001005' }, '51121'],
    ['a price off its tick', { px: '50000.001' }, '51000'],
    ['too little money', { sz: '90' }, '51008'],
    ['reduce-only on spot', { reduceOnly: true }, '51205'],
    ['a client id with a dash', { clOrdId: 'a-b' }, '51000'],
    ['a client id that is too long', { clOrdId: 'a'.repeat(33) }, '51000'],
    ['a parameter that is not documented', { clientOrderId: 'abc' }, '51000'],
    ['a stop price on a plain order', { triggerPx: '49000' }, '51000'],
    ['an unknown field in an attached exit', { attachAlgoOrds: [{ slTriggerPrice: '1' }] }, '51000'],
  ])('refuses %s, spot', async (_title, change, expected) => {
    const fields = filled({ ...LIMIT, ...change });
    expect(codes(await ask('POST', '/trade/order', fields))).toEqual([200, '1', expected]);
    expect(codes(await ask('POST', '/trade/batch-orders', [fields]))).toEqual([200, '1', expected]);
  });

  it.each([
    ['cash', { tdMode: 'cash' }, '51000'],
    ['a side of the position in one-way mode', { posSide: 'long' }, '51000'],
    ['a size off its step', { sz: '1.005' }, '51121'],
    ['too little margin', { sz: '5000' }, '51008'],
    ['a unit of the size', { tgtCcy: 'base_ccy' }, '51000'],
    ['reduce-only without a position', { ...CLOSING }, '51169'],
  ])('refuses %s, swap', async (_title, change, expected) => {
    const answer = await ask('POST', '/trade/order', filled({ ...SWAP, ...change }));
    expect(codes(answer)).toEqual([200, '1', expected]);
  });

  it.each([
    ['no trigger price', { triggerPx: '' }, '50014'],
    ['no order price', { orderPx: '' }, '50014'],
    ['an unknown kind', { ordType: 'wish' }, '51000'],
    ['a stop-loss on the wrong side', { ordType: 'conditional', slTriggerPx: '61000', slOrdPx: '-1' }, '51280'],
    ['a take-profit on the wrong side', { ordType: 'conditional', tpTriggerPx: '59000', tpOrdPx: '-1' }, '51279'],
    ['a trailing order without distance', { ordType: 'move_order_stop' }, '50015'],
    ['too wide a distance', { ordType: 'move_order_stop', callbackRatio: '2' }, '51257'],
    ['another kind’s field', { callbackRatio: '0.01' }, '51000'],
    ['an unknown field', { stopPrice: '1' }, '51000'],
  ])('refuses %s, algo', async (_title, change, expected) => {
    const base =
      'ordType' in change && change.ordType !== 'wish' ? { ...TRIGGER, triggerPx: '', orderPx: '' } : TRIGGER;
    const answer = await ask('POST', '/trade/order-algo', filled({ ...base, ...change }));
    expect(codes(answer)).toEqual([200, '1', expected]);
  });

  it('refuses a client id while an order has it, and takes it again afterwards', async () => {
    const named = { ...LIMIT, clOrdId: 'twice' };
    const first = await ask('POST', '/trade/order', named);
    expect(first.body.data[0]).toMatchObject({ clOrdId: 'twice', sCode: '0' });
    expect(codes(await ask('POST', '/trade/order', named))).toEqual([200, '1', '51016']);
    expect(codes(await ask('POST', '/trade/cancel-order', { instId: 'BTC-USDT', clOrdId: 'twice' }))[2]).toBe('0');
    expect(codes(await ask('POST', '/trade/order', named))[2]).toBe('0');
    await ask('POST', '/trade/cancel-order', { instId: 'BTC-USDT', clOrdId: 'twice' });
    const algo = { ...TRIGGER, px: '', algoClOrdId: 'algoTwice' };
    const placed = await ask('POST', '/trade/order-algo', filled(algo));
    expect(codes(await ask('POST', '/trade/order-algo', filled(algo)))).toEqual([200, '1', '51065']);
    const { algoId } = placed.body.data[0] ?? {};
    expect(codes(await ask('POST', '/trade/cancel-algos', [{ instId: SWAP.instId, algoId }]))[2]).toBe('0');
  });

  it('answers each order of a batch by itself', async () => {
    const answer = await ask('POST', '/trade/batch-orders', [LIMIT, { ...LIMIT, sz: '0' }]);
    expect([answer.body.code, answer.body.data.map(({ sCode }) => sCode)]).toEqual(['2', ['0', '51000']]);
    const { ordId } = answer.body.data[0] ?? {};
    expect(codes(await ask('POST', '/trade/cancel-batch-orders', [{ instId: 'BTC-USDT', ordId }]))[1]).toBe('0');
    const many = Array.from({ length: 21 }, () => LIMIT);
    expect(codes(await ask('POST', '/trade/batch-orders', many))).toEqual([200, '51111', undefined]);
  });

  it('tells unknown, canceled and filled orders apart', async () => {
    const named = { instId: 'BTC-USDT', clOrdId: 'never' };
    expect(codes(await ask('GET', '/trade/order', named))).toEqual([200, '51603', undefined]);
    expect(codes(await ask('POST', '/trade/cancel-order', named))[2]).toBe('51400');
    expect(codes(await ask('POST', '/trade/amend-order', { ...named, newSz: '1' }))[2]).toBe('51503');
    const market = { ...LIMIT, ordType: 'market', px: '', tgtCcy: 'base_ccy', clOrdId: 'filled' };
    await ask('POST', '/trade/order', filled(market));
    expect(codes(await ask('POST', '/trade/cancel-order', { ...named, clOrdId: 'filled' }))[2]).toBe('51402');
    expect(codes(await ask('POST', '/trade/amend-order', { ...named, clOrdId: 'filled', newSz: '1' }))[2]).toBe(
      '51510',
    );
    await ask('POST', '/trade/order', { ...LIMIT, ordType: 'ioc', clOrdId: 'gone' });
    expect(codes(await ask('POST', '/trade/cancel-order', { ...named, clOrdId: 'gone' }))[2]).toBe('51401');
  });

  it('refuses parameters of questions that are not documented', async () => {
    const answer = await ask('GET', '/trade/orders-pending', { symbol: 'BTC-USDT' });
    expect(codes(answer)).toEqual([400, '51000', undefined]);
    expect(codes(await ask('GET', '/trade/orders-algo-pending', {}))).toEqual([400, '50014', undefined]);
  });

  it('forgets a canceled order two hours later, and keeps a filled one', async () => {
    const { clock } = parts.trial.world;
    const market = filled({ ...LIMIT, ordType: 'market', px: '', tgtCcy: 'base_ccy', clOrdId: 'kept' });
    await ask('POST', '/trade/order', market);
    await ask('POST', '/trade/order', { ...LIMIT, ordType: 'ioc', clOrdId: 'forgotten' });
    clock.skewMs = 2 * 3_600_000 + 1_000;
    const time = new Date(clock.now()).toISOString();
    const of = async (clOrdId: string) =>
      codes(await ask('GET', '/trade/order', { instId: 'BTC-USDT', clOrdId }, { time }));
    expect([(await of('kept'))[1], (await of('forgotten'))[1]]).toEqual(['0', '51603']);
  });
});

describe('settings', () => {
  it('refuses leverage that is too high, a wrong mode, and a mode that a position blocks', async () => {
    const leverage = { instId: SWAP.instId, lever: '5', mgnMode: 'cross' };
    expect(codes(await ask('POST', '/account/set-leverage', leverage))[1]).toBe('0');
    expect(codes(await ask('POST', '/account/set-leverage', { ...leverage, lever: '126' }))[1]).toBe('59102');
    expect(codes(await ask('POST', '/account/set-leverage', { ...leverage, mgnMode: 'both' }))[1]).toBe('51000');
    await ask('POST', '/trade/order', filled({ ...SWAP, ordType: 'market', px: '' }));
    expect(codes(await ask('POST', '/account/set-position-mode', { posMode: 'long_short_mode' }))[1]).toBe('59000');
    expect(codes(await ask('POST', '/account/set-position-mode', { posMode: 'net_mode' }))[1]).toBe('0');
    const close = { instId: SWAP.instId, mgnMode: 'cross' };
    expect(codes(await ask('POST', '/trade/close-position', close))[1]).toBe('0');
    expect(codes(await ask('POST', '/trade/close-position', close))[1]).toBe('51023');
  });

  it('needs the side of a position in hedge mode', async () => {
    await parts.trial.admin('POST', '/faults', { kind: 'position_mode', mode: 'hedge' });
    expect(codes(await ask('POST', '/trade/order', SWAP))).toEqual([200, '1', '51000']);
    expect(codes(await ask('POST', '/trade/order', { ...SWAP, posSide: 'long', clOrdId: 'hedged' }))[2]).toBe('0');
    await ask('POST', '/trade/cancel-order', { instId: SWAP.instId, clOrdId: 'hedged' });
    await parts.trial.admin('POST', '/faults', { kind: 'position_mode', mode: 'one_way' });
  });
});

/** A clock that stands still keeps all requests in one window. */
const NOON = 1_700_000_000_000;

describe('limits and maintenance', () => {
  it('answers 429 with its code, and maintenance with its own', async () => {
    await parts.trial.admin('POST', '/faults', {
      kind: 'rate_limited',
      match: { path: '/api/v5/trade/order' },
      retryAfterS: 2,
    });
    expect((await ask('POST', '/trade/order', LIMIT)).body.code).toBe('50011');
    await parts.trial.admin('POST', '/faults', { kind: 'maintenance', match: { path: '/api/v5/trade/order' } });
    const down = await ask('POST', '/trade/order', LIMIT);
    expect([down.status, down.body.code]).toEqual([503, '50001']);
  });

  it('counts requests in two seconds', async () => {
    const own = await startTrial(createOkx({ machineTime: () => NOON }));
    try {
      const path = '/api/v5/market/ticker?instId=BTC-USDT';
      const asked = Array.from({ length: 45 }, async () => (await fetch(`${own.server.origin}${path}`)).status);
      expect(new Set(await Promise.all(asked))).toEqual(new Set([200, 429]));
    } finally {
      await own.close();
    }
  });
});

import { describe, expect, it } from 'vitest';
import { Attempt } from './attempt.ts';
import type { CallResult } from './client-transport.ts';
import type { ExchangeMarket, ExchangeName } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import { lookupOf, type LookupReading, readLookup } from './lookup-call.ts';
import type { OrderTarget } from './profile.ts';
import { createRedactor } from './redaction.ts';
import { openRig, venueMarket } from './test/client-rig.ts';
import { CLIENT_ORDER_ID } from './test/order-matrix.ts';

interface Asked {
  readonly exchange: ExchangeName;
  readonly kind: ExchangeMarket;
  readonly conditional?: boolean;
  readonly venueOrderId?: string;
  /** One answer for each step; the last one again for those that follow. */
  readonly answers: readonly (readonly [status: number, body: object | string])[];
}

const redact = createRedactor();
const INTEGER_ID = '7207399193008949';

/** What each step said, in turn, until one found the order. */
async function ask({ exchange, kind, conditional, venueOrderId, answers }: Asked): Promise<readonly LookupReading[]> {
  const profile = await loadExchangeProfile(exchange);
  const rig = await openRig(profile);
  const wanted: OrderTarget = {
    market: venueMarket(exchange, kind),
    account: { hedged: false, marginMode: 'cross' },
    clientOrderId: CLIENT_ORDER_ID,
    since: 1_700_000_000_000,
    ...(conditional === undefined ? {} : { conditional }),
    ...(venueOrderId === undefined ? {} : { venueOrderId }),
  };
  const { steps, target } = lookupOf(profile, wanted);
  const said: LookupReading[] = [];
  for (const [index, step] of steps.entries()) {
    const [status, body] = answers[Math.min(index, answers.length - 1)]!;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    rig.answerWith({ status, body: text });
    const { answer, error } = await rig.run(step.call);
    const attempt = new Attempt({ lane: 'lookup' });
    attempt.handedOver = true;
    attempt.status = status;
    attempt.body = text;
    const result: CallResult =
      error === undefined ? { kind: 'answer', answer, attempt } : { kind: 'failure', error, attempt };
    said.push(readLookup(step, target, { profile, redact, result }));
    if (said.at(-1)?.kind === 'found') break;
  }
  return said;
}

const kinds = async (asked: Asked) => (await ask(asked)).map(({ kind }) => kind);

const ID = CLIENT_ORDER_ID;
const binanceOrder = {
  symbol: 'BTCUSDT',
  orderId: 28,
  clientOrderId: ID,
  status: 'FILLED',
  type: 'LIMIT',
  side: 'BUY',
};
const binanceAlgo = {
  algoId: 9,
  clientAlgoId: ID,
  algoStatus: 'NEW',
  symbol: 'BTCUSDT',
  side: 'BUY',
  orderType: 'STOP',
};
const okxOrder = {
  instId: 'BTC-USDT',
  ordId: '31',
  clOrdId: ID,
  state: 'live',
  side: 'buy',
  ordType: 'limit',
  sz: '1',
};
const bybitOrder = { symbol: 'BTCUSDT', orderId: 'x-1', orderLinkId: ID, orderStatus: 'New', side: 'Buy', qty: '1' };
const bybitList = (...list: object[]) => ({ retCode: 0, retMsg: 'OK', result: { list, category: 'linear' } });
const bitgetOrder = { symbol: 'BTCUSDT', orderId: '12', clientOid: ID, side: 'buy', status: 'live', state: 'live' };
const coinbaseOrder = { order_id: '11-22', client_order_id: ID, product_id: 'BTC-USDT', side: 'BUY', status: 'OPEN' };
const kucoinOrder = { id: '670f', clientOid: ID, symbol: 'BTC-USDT', side: 'buy', type: 'limit', active: true };
const mexcOrder = { symbol: 'BTCUSDT', orderId: 'C02', clientOrderId: ID, status: 'NEW', side: 'BUY', type: 'LIMIT' };

const FOUND: readonly (readonly [title: string, asked: Asked])[] = [
  ['Binance spot', { exchange: 'binance', kind: 'spot', answers: [[200, binanceOrder]] }],
  ['a Binance trigger', { exchange: 'binance', kind: 'swap', conditional: true, answers: [[200, binanceAlgo]] }],
  ['OKX', { exchange: 'okx', kind: 'spot', answers: [[200, { code: '0', data: [okxOrder] }]] }],
  [
    'an OKX trigger',
    {
      exchange: 'okx',
      kind: 'spot',
      conditional: true,
      answers: [[200, { code: '0', data: [{ ...okxOrder, clOrdId: '', algoId: '7', algoClOrdId: ID }] }]],
    },
  ],
  ['Bybit', { exchange: 'bybit', kind: 'swap', answers: [[200, bybitList(bybitOrder)]] }],
  [
    'HTX spot',
    {
      exchange: 'htx',
      kind: 'spot',
      answers: [[200, { status: 'ok', data: { id: 59, symbol: 'btcusdt', 'client-order-id': ID, state: 'filled' } }]],
    },
  ],
  [
    'HTX swap',
    {
      exchange: 'htx',
      kind: 'swap',
      conditional: false,
      answers: [[200, { code: 200, data: { order_id: '1', client_order_id: INTEGER_ID, contract_code: 'BTC-USDT' } }]],
    },
  ],
  [
    'Bitget spot',
    { exchange: 'bitget', kind: 'spot', conditional: false, answers: [[200, { code: '00000', data: [bitgetOrder] }]] },
  ],
  [
    'Bitget swap',
    { exchange: 'bitget', kind: 'swap', conditional: false, answers: [[200, { code: '00000', data: bitgetOrder }]] },
  ],
  [
    'a Bitget plan',
    {
      exchange: 'bitget',
      kind: 'swap',
      conditional: true,
      answers: [[200, { code: '00000', data: { entrustedList: [bitgetOrder] } }]],
    },
  ],
  ['Coinbase in a list', { exchange: 'coinbase', kind: 'spot', answers: [[200, { orders: [coinbaseOrder] }]] }],
  [
    'Coinbase by its id',
    { exchange: 'coinbase', kind: 'spot', venueOrderId: '11-22', answers: [[200, { order: coinbaseOrder }]] },
  ],
  [
    'KuCoin spot',
    { exchange: 'kucoin', kind: 'spot', conditional: false, answers: [[200, { code: '200000', data: kucoinOrder }]] },
  ],
  [
    'a KuCoin trigger',
    { exchange: 'kucoin', kind: 'spot', conditional: true, answers: [[200, { code: '200000', data: [kucoinOrder] }]] },
  ],
  [
    'KuCoin swap',
    { exchange: 'kucoin', kind: 'swap', conditional: false, answers: [[200, { code: '200000', data: kucoinOrder }]] },
  ],
  ['MEXC spot', { exchange: 'mexc', kind: 'spot', answers: [[200, mexcOrder]] }],
  [
    'MEXC swap',
    {
      exchange: 'mexc',
      kind: 'swap',
      answers: [[200, { success: true, code: 0, data: { orderId: '7', externalOid: ID } }]],
    },
  ],
];

const ABSENT: readonly (readonly [title: string, asked: Asked])[] = [
  [
    'Binance spot',
    { exchange: 'binance', kind: 'spot', answers: [[400, { code: -2013, msg: 'Order does not exist.' }]] },
  ],
  [
    'both books of Binance',
    { exchange: 'binance', kind: 'swap', answers: [[400, { code: -2013, msg: 'Order does not exist.' }]] },
  ],
  [
    'both books of OKX',
    { exchange: 'okx', kind: 'swap', answers: [[200, { code: '51603', msg: 'Order does not exist', data: [] }]] },
  ],
  ['both lists of Bybit', { exchange: 'bybit', kind: 'swap', answers: [[200, bybitList()]] }],
  [
    'HTX spot',
    {
      exchange: 'htx',
      kind: 'spot',
      answers: [[200, { status: 'error', 'err-code': 'base-record-invalid', 'err-msg': 'record invalid' }]],
    },
  ],
  [
    'both books of HTX swaps',
    { exchange: 'htx', kind: 'swap', answers: [[200, { code: 1017, message: 'Order doesnt exist.', data: null }]] },
  ],
  [
    'Bitget',
    {
      exchange: 'bitget',
      kind: 'swap',
      conditional: false,
      answers: [[400, { code: '40109', msg: 'The data of the order cannot be found' }]],
    },
  ],
  [
    'Bitget, which says so by an empty list',
    {
      exchange: 'bitget',
      kind: 'spot',
      conditional: false,
      answers: [[200, { code: '00000', msg: 'success', data: [] }]],
    },
  ],
  [
    'the plans of Bitget',
    {
      exchange: 'bitget',
      kind: 'swap',
      conditional: true,
      answers: [[200, { code: '00000', data: { entrustedList: [] } }]],
    },
  ],
  [
    'the stops of KuCoin, by null in place of the list',
    {
      exchange: 'kucoin',
      kind: 'spot',
      answers: [
        [200, { code: '200000', data: null }],
        [200, { code: '400100', msg: 'order not exist.' }],
      ],
    },
  ],
  ['Coinbase', { exchange: 'coinbase', kind: 'spot', answers: [[200, { orders: [] }]] }],
  [
    'KuCoin',
    {
      exchange: 'kucoin',
      kind: 'spot',
      conditional: false,
      answers: [[200, { code: '400100', msg: 'order not exist.' }]],
    },
  ],
  [
    'the stops of KuCoin, which say so by an empty list, and its plain orders by a code',
    {
      exchange: 'kucoin',
      kind: 'spot',
      conditional: true,
      answers: [
        [200, { code: '200000', data: [] }],
        [200, { code: '400100', msg: 'order not exist.' }],
      ],
    },
  ],
  [
    'KuCoin swap',
    {
      exchange: 'kucoin',
      kind: 'swap',
      conditional: false,
      answers: [[200, { code: '100001', msg: 'error.getOrder.orderNotExist' }]],
    },
  ],
  ['MEXC spot', { exchange: 'mexc', kind: 'spot', answers: [[400, { code: -2013, msg: 'Order does not exist.' }]] }],
  [
    'MEXC swap',
    {
      exchange: 'mexc',
      kind: 'swap',
      answers: [[200, { success: false, code: 2040, message: 'The order does not exist' }]],
    },
  ],
];

/** Whom nothing documents to mean by it that there is no such order. */
const SUCCESS_WITHOUT_DATA: readonly (readonly [ExchangeName, ExchangeMarket, object])[] = [
  ['okx', 'spot', { code: '0', msg: '', data: [] }],
  ['okx', 'swap', { code: '0', msg: '', data: [] }],
  ['htx', 'spot', { status: 'ok', data: {} }],
  ['htx', 'swap', { code: 200, message: 'Success', data: {} }],
  ['htx', 'swap', { code: 200, message: 'Success', data: null }],
  ['mexc', 'spot', { success: true, code: 0, data: null }],
  ['mexc', 'swap', { success: true, code: 0, data: null }],
  ['mexc', 'swap', { success: true, code: 0, data: {} }],
];

describe('an order is found by our id', () => {
  it.each(FOUND)('at %s', async (_title, asked) => {
    const said = await ask(asked);
    expect(said.at(-1)).toMatchObject({ kind: 'found', order: expect.anything() });
  });

  it('in the second book when it is not in the first', async () => {
    const none = [400, { code: -2013, msg: 'Order does not exist.' }] as const;
    expect(await kinds({ exchange: 'binance', kind: 'swap', answers: [none, [200, binanceAlgo]] })).toEqual([
      'absent',
      'found',
    ]);
  });
});

describe('there is no such order when the venue says so', () => {
  it.each(ABSENT)('at %s', async (_title, asked) => {
    const said = await kinds(asked);
    expect(said.length).toBeGreaterThan(0);
    expect(new Set(said)).toEqual(new Set(['absent']));
  });
});

describe('nothing is said of the order', () => {
  const at = (exchange: ExchangeName, kind: ExchangeMarket, status: number, body: object | string) =>
    kinds({ exchange, kind, conditional: false, answers: [[status, body]] });

  it('by a server error, even with the words for "none"', async () => {
    expect(await at('binance', 'spot', 503, { code: -2013, msg: 'Order does not exist.' })).toEqual(['unreachable']);
    expect(await at('okx', 'spot', 502, '<html>')).toEqual(['unreachable']);
  });

  it('by refused keys, a rate limit or a clock that is off', async () => {
    expect(await at('binance', 'spot', 401, { code: -2015, msg: 'Invalid API-key' })).toEqual(['unreachable']);
    expect(await at('okx', 'spot', 429, { code: '50011', msg: 'Too Many Requests' })).toEqual(['unreachable']);
    expect(await at('bybit', 'swap', 200, { retCode: 10002, retMsg: 'time window' })).toEqual([
      'unreachable',
      'unreachable',
    ]);
  });

  it('by an empty, cut or strange body', async () => {
    for (const body of ['{}', '', '{"orderId":', '<html></html>', '[]']) {
      expect(await at('binance', 'spot', 200, body)).toEqual(['unreachable']);
      expect(await at('kucoin', 'spot', 200, body)).toEqual(['unreachable']);
      expect(await at('mexc', 'swap', 200, body)).toEqual(['unreachable']);
    }
  });

  it.each(SUCCESS_WITHOUT_DATA)('by a success without data at %s %s', async (exchange, kind, body) => {
    for (const conditional of [false, true, undefined]) {
      const asked = { exchange, kind, answers: [[200, body]] as const };
      const said = await kinds(conditional === undefined ? asked : { ...asked, conditional });
      expect(new Set(said)).toEqual(new Set(['unreachable']));
    }
  });

  it('by a list of orders that is not there', async () => {
    const none = [200, { code: '00000', msg: 'success', data: null }] as const;
    expect(await kinds({ exchange: 'bitget', kind: 'spot', conditional: false, answers: [none] })).toEqual([
      'unreachable',
    ]);
    const success = [200, { code: '200000', data: {} }] as const;
    expect(await kinds({ exchange: 'kucoin', kind: 'spot', conditional: true, answers: [success] })).not.toContain(
      'absent',
    );
  });

  it('by an answer about another order', async () => {
    const other = { ...binanceOrder, clientOrderId: 'zzzzzzzzzzzzzzzzzzzzzz23' };
    expect(await at('binance', 'spot', 200, other)).toEqual(['unreachable']);
  });

  it('by a full page without it', async () => {
    const orders = Array.from({ length: 250 }, (_, index) => ({
      ...coinbaseOrder,
      order_id: String(index),
      client_order_id: `other${index}`,
    }));
    expect(await at('coinbase', 'spot', 200, { orders })).toEqual(['unreachable']);
    expect(await at('coinbase', 'spot', 200, { orders: orders.slice(1) })).toEqual(['absent']);
  });
});

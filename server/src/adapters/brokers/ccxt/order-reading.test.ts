/** What a client says is read exactly or not at all: nothing that is missing becomes zero, no status is guessed. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { readBalances, readPositions } from './account-reading.ts';
import { readOrder } from './order-reading.ts';
import { readTrade } from './trade-reading.ts';

const ORDER = {
  id: '81',
  clientOrderId: 'abc',
  symbol: 'BTC/USDT',
  type: 'limit',
  side: 'buy',
  price: '20000.10',
  amount: '0.5',
  filled: '0.2',
  average: '19999.95',
  status: 'open',
  timestamp: 1_000,
  lastUpdateTimestamp: 2_000,
  info: {},
};
/** Of a documented example: 0.06 % of what was traded, paid by a taker. */
const HTX_TRADE = {
  trade_turnover: '125.3764',
  trade_fee: '0.07522584',
  fee_currency: 'USDT',
  created_time: '1780967931197',
  role: 'TAKER',
};

const TRADE = {
  id: '7',
  order: '81',
  symbol: 'BTC/USDT',
  side: 'buy',
  price: '20000.10',
  amount: '0.000000000000000001',
  fee: { cost: '-0.000000001', currency: 'BNB' },
  takerOrMaker: 'maker',
  timestamp: 1_500,
  info: {},
};

describe('an order that is read', () => {
  it.each([
    ['at the market', { sl_type: 'market', sl_order_price: '0' }, { type: 'stop' }],
    [
      'at a limit',
      { sl_type: 'limit', sl_order_price: '2790.5' },
      { type: 'stop_limit', limitPrice: decimal('2790.5') },
    ],
  ])("keeps the price of HTX's stops, which the client gives another name: %s", (_title, terms, read) => {
    const info = { algo_id: '81', algo_client_order_id: '77', type: 'sl', sl_trigger_price: '2800', ...terms };
    const { price: _price, ...order } = ORDER;
    const seen = readOrder({ ...order, type: 'sl', stopLossPrice: '2800', info });
    expect(seen).toMatchObject({ ...read, stopPrice: decimal('2800') });
    expect(seen?.limitPrice).toBe('limitPrice' in read ? read.limitPrice : undefined);
  });

  it("does not take what is attached to one of HTX's plain orders for its own", () => {
    const info = { order_id: '81', type: 'limit', sl_trigger_price: '2800' };
    const seen = readOrder({ ...ORDER, stopLossPrice: '2800', info });
    expect([seen?.type, seen?.stopPrice]).toEqual(['limit', undefined]);
  });

  it('has its numbers exactly as the venue wrote them', () => {
    expect(readOrder(ORDER)).toEqual({
      venueOrderId: '81',
      clientOrderId: 'abc',
      symbol: 'BTC/USDT',
      side: 'buy',
      type: 'limit',
      quantity: decimal('0.5'),
      limitPrice: decimal('20000.1'),
      filledQuantity: decimal('0.2'),
      averagePrice: decimal('19999.95'),
      status: 'open',
      createdAt: 1_000,
      updatedAt: 2_000,
    });
  });

  it.each([
    ['1', 'buy'],
    ['2', 'buy'],
    ['3', 'sell'],
    ['4', 'sell'],
  ])('of a MEXC contract with side %s is one to %s, whatever the client makes of it', (side, meant) => {
    const info = { side: Number(side), vol: 5, externalOid: 'abc' };
    const read = readOrder({ ...ORDER, clientOrderId: undefined, side: side === '2' ? 'sell' : side, info });
    expect(read).toMatchObject({ side: meant, clientOrderId: 'abc' });
    expect(readTrade({ ...TRADE, side: side === '2' ? 'sell' : side, info })?.side).toBe(meant);
  });

  it.each([
    ['buy', 'open', 'buy'],
    ['sell', 'open', 'sell'],
    ['buy', 'close', 'sell'],
    ['sell', 'close', 'buy'],
    ['buy', 'burst_close_long', 'sell'],
    ['buy', 'reduce_close_short', 'buy'],
  ])(
    'hedged at Bitget, which says %s and %s, is one to %s, whether or not the client has turned it',
    (side, does, meant) => {
      const info = { side, tradeSide: does, posMode: 'hedge_mode', feeDetail: [] };
      for (const told of ['buy', 'sell']) {
        expect(readOrder({ ...ORDER, side: told, info })?.side).toBe(meant);
        expect(readTrade({ ...TRADE, side: told, info })?.side).toBe(meant);
      }
    },
  );

  it('at Coinbase has the terms of its configuration, where the client does not read them', () => {
    const info = { order_configuration: { limit_limit_fok: { base_size: '0.5', limit_price: '20000.1' } } };
    const told = { ...ORDER, price: undefined, amount: undefined, info };
    expect(readOrder(told)).toMatchObject({ quantity: decimal('0.5'), limitPrice: decimal('20000.1'), type: 'limit' });
  });

  it('in a message of Bitget has filled what all its messages say together', () => {
    const info = { size: '13', accBaseVolume: '13', baseVolume: '9' };
    const told = { ...ORDER, amount: '13', filled: '9', status: 'closed', info };
    expect(readOrder(told)).toMatchObject({ status: 'filled', filledQuantity: decimal('13') });
  });

  it('is none without an id, and has no status when none was told', () => {
    expect(readOrder({})).toBeUndefined();
    expect(readOrder({ ...ORDER, id: undefined })).toBeUndefined();
    expect(readOrder('<html>')).toBeUndefined();
    expect(readOrder({ id: '81', status: undefined, info: {} })).toEqual({ venueOrderId: '81' });
    expect(readOrder({ ...ORDER, status: 'PARTIALLY_something' })?.status).toBeUndefined();
  });

  it.each([
    [{ type: 'market', price: '20000' }, 'market'],
    [{ type: 'limit' }, 'limit'],
    [{ type: 'market', price: undefined, triggerPrice: '19000' }, 'stop'],
    [{ type: 'stop_market', price: '0', triggerPrice: '19000' }, 'stop'],
    [{ type: 'limit', triggerPrice: '19000' }, 'stop_limit'],
    [{ type: 'limit', triggerPrice: '0' }, 'limit'],
  ])('%o is a %s order', (terms, type) => {
    expect(readOrder({ ...ORDER, ...terms })?.type).toBe(type);
  });

  it('is canceled when it was closed before it had filled whole', () => {
    expect(readOrder({ ...ORDER, status: 'closed' })?.status).toBe('canceled');
    expect(readOrder({ ...ORDER, status: 'closed', filled: '0.5' })?.status).toBe('filled');
  });

  it('has not filled by being triggered: it became another order', () => {
    const algo = { ...ORDER, status: 'closed', filled: '0.5', info: { algoStatus: 'FINISHED', actualOrderId: '99' } };
    const seen = readOrder(algo);
    expect(seen).toMatchObject({ status: 'open', triggered: true, becameOrderId: '99' });
    expect(seen?.filledQuantity).toBeUndefined();
  });
});

describe('a trade that is read', () => {
  it('keeps the last digit, the fee with its currency, and its side of the book', () => {
    expect(readTrade(TRADE)).toEqual({
      tradeId: '7',
      venueOrderId: '81',
      symbol: 'BTC/USDT',
      side: 'buy',
      price: decimal('20000.1'),
      quantity: decimal('0.000000000000000001'),
      fee: decimal('-0.000000001'),
      feeCurrency: 'BNB',
      liquidity: 'maker',
      time: 1_500,
    });
  });

  it.each(['id', 'order', 'symbol', 'side', 'price', 'amount', 'timestamp'])('is none without %s', (field) => {
    expect(readTrade({ ...TRADE, [field]: undefined })).toBeUndefined();
  });

  it.each([
    ['OKX, which counts what it takes as negative', { fillFee: '-0.02', fillFeeCcy: 'USDT' }, '0.02', 'USDT'],
    ['OKX, which counts what it gives as positive', { fillFee: '0.01', fillFeeCcy: 'USDT' }, '-0.01', 'USDT'],
    ['Bitget, whose sign the client drops', { feeDetail: [{ totalFee: '0.3', feeCoin: 'BGB' }] }, '-0.3', 'BGB'],
    ["HTX's swaps, which the client turns round", HTX_TRADE, '0.07522584', 'USDT'],
    ['Bybit, whose fee the client drops', { execFee: '0.4', feeCurrency: 'BTC' }, '0.4', 'BTC'],
  ])('has the fee of %s', (_name, info, fee, feeCurrency) => {
    expect(readTrade({ ...TRADE, fee: undefined, info })).toMatchObject({ fee: decimal(fee), feeCurrency });
  });

  it('has no fee, rather than none to pay, when the message does not tell it', () => {
    expect(readTrade({ ...TRADE, fee: { cost: undefined, currency: 'USDT' } })?.fee).toBeUndefined();
    expect(readTrade({ ...TRADE, fee: { cost: '0', currency: 'USDT' } })?.fee).toBe(decimal('0'));
  });

  it('names the order of ours where the venue does', () => {
    expect(readTrade({ ...TRADE, info: { clOrdId: 'ours' } })?.clientOrderId).toBe('ours');
  });
});

describe('positions and balances that are read', () => {
  it('leave out what is flat or no number', () => {
    const answer = [
      { symbol: 'BTC/USDT:USDT', contracts: '3', side: 'short', entryPrice: '20000', liquidationPrice: '0' },
      { symbol: 'ETH/USDT:USDT', contracts: '0', side: 'long' },
      { symbol: 'SOL/USDT:USDT', contracts: undefined, side: 'long' },
    ];
    expect(readPositions(answer)).toEqual([
      { symbol: 'BTC/USDT:USDT', side: 'short', quantity: decimal('3'), averagePrice: decimal('20000') },
    ]);
    expect(readPositions('no list')).toEqual([]);
  });

  it('add up the wallets', () => {
    const spot = { total: { USDT: '1.5', BTC: '0' }, free: { USDT: '1' } };
    const swap = { total: { USDT: '2', ETH: 'x' }, free: { USDT: '0.25' } };
    expect(readBalances([spot, swap])).toEqual([{ currency: 'USDT', total: decimal('3.5'), free: decimal('1.25') }]);
  });
});

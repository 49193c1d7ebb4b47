/** Market buys where the venue sizes them by cost, and the leverage that a signal asks for. */
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { createInstrumentDirectory } from '#domain/symbol.ts';
import { BTC, buy, EngineBench, sell } from '../test/engine-harness.ts';

const byCost = (): EngineBench => new EngineBench({ traits: { marketBuyBy: { crypto_spot: 'cost' } } });

describe('a market buy where the venue sizes it by cost', () => {
  it('leaves as a limit order at once or not at all, at the ask plus the collar, and says so', () => {
    const bench = byCost();
    bench.quote('BTCUSDT', '60000', '60010.07');
    const [order] = bench.execute(buy('0.5', { stopLoss: decimal('59000') }));
    expect(order).toMatchObject({ status: 'submitting' });
    expect(order?.request).toMatchObject({
      type: 'limit',
      limitPrice: decimal('63010.57'),
      timeInForce: 'ioc',
      quantity: decimal('0.5'),
      stopLoss: decimal('59000'),
      adjustments: [{ code: 'MARKET_BUY_AS_LIMIT', values: { limitPrice: '63010.57', ask: '60010.07' } }],
    });
    expect(bench.effectsOf('place')[0]?.order.request.type).toBe('limit');
  });

  it('is all or nothing where that was asked for', () => {
    const [order] = byCost().execute(buy('0.5', { timeInForce: 'fok' }));
    expect(order?.request).toMatchObject({ type: 'limit', timeInForce: 'fok' });
  });

  it('that closes a short position is one too, and takes no more than is held', () => {
    const bench = byCost();
    const [short] = bench.execute(sell('1'));
    if (short !== undefined) bench.fill(short, { price: '60000' });
    const [close] = bench.execute({ action: 'close', symbol: 'BTCUSDT' });
    expect(close?.request).toMatchObject({ type: 'limit', side: 'buy', reduceOnly: true, timeInForce: 'ioc' });
  });

  it('without a price is denied, as any', () => {
    const bench = byCost();
    bench.state.volatile.quotes.clear();
    const [order] = bench.execute(buy('0.5'));
    expect(order).toMatchObject({ status: 'denied', reason: { code: 'REFERENCE_PRICE_MISSING' } });
  });

  it('leaves sells, and other kinds of instruments, as they are', () => {
    const bench = byCost();
    expect(bench.execute(sell('0.5'))[0]?.request.type).toBe('market');
    bench.send({ kind: 'directory', directory: createInstrumentDirectory([{ ...BTC, kind: 'crypto_perpetual' }]) });
    expect(bench.execute(buy('0.5'))[0]?.request.type).toBe('market');
  });
});

describe('the leverage of an account at its exchange', () => {
  const atExchange = (kind: 'crypto_spot' | 'crypto_perpetual'): EngineBench => {
    const bench = new EngineBench({ leverage: '5' });
    bench.send({ kind: 'directory', directory: createInstrumentDirectory([{ ...BTC, kind }]) });
    return bench;
  };
  const ask = (leverage: string, kind: 'crypto_spot' | 'crypto_perpetual' = 'crypto_perpetual') => {
    const bench = atExchange(kind);
    const [order] = bench.execute(buy('0.1', { leverage: decimal(leverage) }));
    const decision = bench.events.findLast((event) => event.kind === 'signal_decided');
    return { codes: order?.request.adjustments?.map(({ code }) => code), reason: decision?.reason };
  };

  it('that nobody set here denies a signal that asks for one: what holds at the exchange is not known', () => {
    const bench = atExchange('crypto_perpetual');
    const { leverage: _leverage, ...terms } = bench.state.account.exchange ?? { markets: [], marginMode: 'cross' };
    bench.state.account = { ...bench.state.account, exchange: terms };
    expect(bench.execute(buy('0.1', { leverage: decimal('5') }))).toEqual([]);
    const decision = bench.events.findLast((event) => event.kind === 'signal_decided');
    expect(decision?.reason).toEqual({
      code: 'LEVERAGE_NOT_OF_ACCOUNT',
      values: { leverage: '5', account: bench.state.account.id },
    });
    expect(bench.execute(buy('0.1'))).toHaveLength(1);
  });

  it('does not matter to what only takes off: that is never kept back for it', () => {
    const bench = atExchange('crypto_perpetual');
    const [entry] = bench.execute(buy('0.5'));
    if (entry !== undefined) bench.fill(entry, { price: '60010' });
    const greedy = { leverage: decimal('50') };
    expect(bench.execute(sell('0.2', greedy))).toHaveLength(1);
    expect(bench.execute(sell('0.3', { ...greedy, reduceOnly: true }))).toHaveLength(1);
    expect(bench.execute(sell('0.6', greedy))).toEqual([]);
  });

  it('denies a signal that asks for more', () => {
    expect(ask('6')).toEqual({
      codes: undefined,
      reason: { code: 'LEVERAGE_ABOVE_ACCOUNT', values: { leverage: '6', maximum: '5' } },
    });
  });

  it('holds for one that asks for less, which is said', () => {
    expect(ask('3').codes).toEqual(['LEVERAGE_OF_ACCOUNT']);
    expect(ask('5').codes).toBeUndefined();
  });

  it('is none of coins', () => {
    expect(ask('6', 'crypto_spot').codes).toEqual(['LEVERAGE_NOT_SET']);
  });
});

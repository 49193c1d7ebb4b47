import { describe, expect, it } from 'vitest';
import { brokerOfExchange, EXCHANGE_NAMES, exchangeNamed, exchangeOfBroker } from './exchange-name.ts';

describe('the name of an exchange', () => {
  it.each(EXCHANGE_NAMES)('%s comes back from its broker', (name) => {
    expect(exchangeOfBroker(brokerOfExchange(name))).toBe(name);
  });

  it('is understood by its old form and in any case', () => {
    expect(exchangeNamed('huobi')).toBe('htx');
    expect(exchangeNamed(' Binance ')).toBe('binance');
    expect(exchangeOfBroker('ccxt:huobi')).toBe('htx');
  });

  it('is none of ours otherwise', () => {
    expect(exchangeNamed('kraken')).toBeUndefined();
    expect(exchangeOfBroker('paper')).toBeUndefined();
    expect(exchangeOfBroker('bridge:mt5')).toBeUndefined();
  });
});

/** What another client does in the account: its open orders and its trades, at every exchange, also by a process that has seen none of it. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { decimal, formatDecimal } from '#domain/decimal.ts';
import { ccxtClient } from '../../../../emulators/exchange/test/ccxt-client.ts';
import { EXCHANGE_NAMES, type ExchangeName } from './exchange-name.ts';
import { EmulatedAccount } from './test/emulated-account.ts';

/** The account, and a client of somebody who gives no ids. */
async function opened(exchange: ExchangeName) {
  const desk = await EmulatedAccount.open({ exchange, terms: { leverage: decimal('5') } });
  onTestFinished(async () => await desk.close());
  const { apiKey, secret, passphrase } = desk.credentials;
  const keys = { apiKey: apiKey.reveal(), secret: secret.reveal(), password: passphrase?.reveal() ?? '' };
  const other = await ccxtClient({ exchange, origin: desk.emulator.origin, ...keys });
  other.has.fetchCurrencies = false;
  if (exchange === 'htx') other.options.fetchMarkets.types = { spot: true, linear: true, inverse: false };
  onTestFinished(async () => await other.close());
  await other.loadMarkets();
  return { desk, other };
}

/** KuCoin wants the margin mode told each time. */
const marginOf = (exchange: ExchangeName): object => (exchange === 'kucoin' ? { marginMode: 'cross' } : {});

const quoteOf = (exchange: ExchangeName): string => (exchange === 'coinbase' ? 'USDC' : 'USDT');

describe.each(EXCHANGE_NAMES)('another client at %s', (exchange) => {
  const quote = quoteOf(exchange);
  const held = [`ETH${quote}`, `ETH${quote}.P`];

  it('has its open orders shown to a process that knows the instrument from the books alone', async () => {
    const { desk, other } = await opened(exchange);
    await other.createOrder(`ETH/${quote}`, 'limit', 'buy', 0.1, 2900);
    await other.createOrder(`ETH/${quote}:${quote}`, 'limit', 'buy', 1, 2900, marginOf(exchange));
    await desk.start();
    desk.broker.mind?.(held);
    const open = await desk.broker.openOrders();
    expect(open.map(({ instrumentId }) => instrumentId).sort()).toEqual(held);
  });

  // MEXC lists the orders of coins by symbol, and does not say which have any.
  it.skipIf(exchange === 'mexc')('has its open orders shown in what nobody here has ever seen', async () => {
    const { desk, other } = await opened(exchange);
    await other.createOrder(`ETH/${quote}`, 'limit', 'buy', 0.1, 2900);
    await other.createOrder(`ETH/${quote}:${quote}`, 'limit', 'buy', 1, 2900, marginOf(exchange));
    await desk.start();
    const open = await desk.broker.openOrders();
    expect(open.map(({ instrumentId }) => instrumentId).sort()).toEqual(held);
  });

  it('has its trades told, of orders without an id of its own too', async () => {
    const { desk, other } = await opened(exchange);
    const from = Date.now() - 1_000;
    await other.createOrder(`ETH/${quote}`, 'limit', 'buy', 0.1, 3100);
    await other.createOrder(`ETH/${quote}:${quote}`, 'limit', 'buy', 1, 3100, marginOf(exchange));
    await desk.start();
    desk.broker.mind?.(held);
    const fills = await desk.broker.fillsSince(from);
    expect([...new Set(fills.map(({ instrumentId }) => instrumentId))].sort()).toEqual(held);
  });
});

/** Orders of somebody else that wait for a price, as a client of theirs places them, and how they are shown. */
const WAITING: readonly (readonly [
  ExchangeName,
  string,
  readonly [symbol: string, type: string, side: string, price: number | undefined, params: object],
  object,
])[] = [
  [
    'okx',
    'a trigger',
    ['ETH/USDT', 'limit', 'buy', 2900, { triggerPrice: 2950 }],
    { type: 'stop_limit', stopPrice: '2950' },
  ],
  [
    'okx',
    'a stop-loss',
    ['ETH/USDT', 'market', 'sell', undefined, { stopLossPrice: 2500, tdMode: 'cash' }],
    { type: 'stop', stopPrice: '2500' },
  ],
  [
    'okx',
    'a take-profit with a price',
    ['ETH/USDT', 'limit', 'sell', 3490, { takeProfitPrice: 3500, tpOrdPx: 3490, tdMode: 'cash' }],
    { type: 'stop_limit', stopPrice: '3500', limitPrice: '3490' },
  ],
  [
    'okx',
    'a pair of both',
    ['ETH/USDT:USDT', 'oco', 'sell', undefined, { stopLossPrice: 2500, takeProfitPrice: 3500 }],
    { type: 'stop', stopPrice: '2500' },
  ],
  [
    'okx',
    'a trailing stop',
    ['ETH/USDT:USDT', 'market', 'sell', undefined, { trailingPercent: '1', activePx: '3300' }],
    { type: 'stop', stopPrice: '3300' },
  ],
  [
    'htx',
    'a trigger',
    ['ETH/USDT:USDT', 'limit', 'buy', 2900, { trigger_price: '2950' }],
    { type: 'stop_limit', stopPrice: '2950' },
  ],
  [
    'htx',
    'a stop-loss',
    ['ETH/USDT:USDT', 'market', 'sell', undefined, { stopLossPrice: 2500 }],
    { type: 'stop', stopPrice: '2500' },
  ],
  [
    'htx',
    'a take-profit',
    ['ETH/USDT:USDT', 'market', 'sell', undefined, { takeProfitPrice: 3500 }],
    { type: 'stop', stopPrice: '3500' },
  ],
  [
    'htx',
    'a trailing stop',
    ['ETH/USDT:USDT', 'market', 'sell', undefined, { trailingPercent: 1, trailingTriggerPrice: 3300 }],
    { type: 'stop', stopPrice: '3300' },
  ],
];

const HTX_TRIGGER = {
  contract_code: 'ETH-USDT',
  margin_mode: 'cross',
  side: 'buy',
  type: 'trigger',
  volume: '1',
  price: '2900',
};

describe('an order of another client that waits for a price', () => {
  it.each(WAITING)(
    'is shown, and can be canceled: %s, %s',
    async (exchange, _kind, [symbol, type, side, price, params], shown) => {
      const { desk, other } = await opened(exchange);
      if (symbol.includes(':') && side === 'sell') await other.createOrder(symbol, 'market', 'buy', 1);
      // The client writes the plain order's type over the trigger's: that one is placed by hand.
      if ('trigger_price' in params) await other.contractPrivatePostV5AlgoOrder({ ...HTX_TRIGGER, ...params });
      else await other.createOrder(symbol, type, side, 1, price, params);
      await desk.start();
      const open = await desk.broker.openOrders();
      const texts = open.map(({ stopPrice, limitPrice, ...rest }) => ({
        ...rest,
        ...(stopPrice === undefined ? {} : { stopPrice: formatDecimal(stopPrice) }),
        ...(limitPrice === undefined ? {} : { limitPrice: formatDecimal(limitPrice) }),
      }));
      expect(texts).toMatchObject([{ side, quantity: decimal('1'), ...shown }]);
      const [
        { clientOrderId, venueOrderId, instrumentId } = { clientOrderId: '', venueOrderId: '', instrumentId: '' },
      ] = open;
      await desk.broker.cancel({ clientOrderId, venueOrderId, instrumentId });
      await expect.poll(async () => (await desk.broker.openOrders()).length, { timeout: 5_000 }).toBe(0);
    },
  );
});

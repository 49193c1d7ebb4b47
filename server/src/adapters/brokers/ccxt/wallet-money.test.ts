/** The money of an account that holds perpetuals, at every exchange: what they have earned so far is none of it yet. */
import { expect, it, onTestFinished } from 'vitest';
import { add, decimal, type Decimal, parseDecimal, ZERO } from '#domain/decimal.ts';
import { ccxtClient } from '../../../../emulators/exchange/test/ccxt-client.ts';
import { EXCHANGE_NAMES, type ExchangeName } from './exchange-name.ts';
import type { EmulatedAccount } from './test/emulated-account.ts';
import { openedAccount } from './test/started-account.ts';

const QUANTITY: Readonly<Partial<Record<ExchangeName, number>>> = { binance: 2, bybit: 2, bitget: 2 };

interface Told {
  readonly spot: readonly { readonly currency: string; readonly free: string; readonly locked: string }[];
  readonly swap: Told['spot'];
}

/** All of one currency that the exchange itself has for the account, wherever one wallet ends and the other begins. */
async function theirs(desk: EmulatedAccount, currency: string, isOneWallet: boolean): Promise<Decimal> {
  const answer = await fetch(`${desk.emulator.origin}/_emulator/accounts`);
  const { accounts } = (await answer.json()) as { accounts: readonly [Told] };
  const [{ spot, swap }] = accounts;
  const rows = (isOneWallet ? spot : [...spot, ...swap]).filter((row) => row.currency === currency);
  return rows.flatMap(({ free, locked }) => [free, locked]).reduce(sumWith, ZERO);
}
const sumWith = (sum: Decimal, text: string): Decimal => add(sum, parseDecimal(text) ?? ZERO);

it.each(EXCHANGE_NAMES)('is at %s what was paid in, paid and realized, wherever the price goes', async (exchange) => {
  const desk = await openedAccount({ exchange, terms: { leverage: decimal('5') } });
  const { apiKey, secret, passphrase } = desk.credentials;
  const keys = { apiKey: apiKey.reveal(), secret: secret.reveal(), password: passphrase?.reveal() ?? '' };
  const other = await ccxtClient({ exchange, origin: desk.emulator.origin, ...keys });
  onTestFinished(async () => await other.close());
  other.has.fetchCurrencies = false;
  if (exchange === 'htx') other.options.fetchMarkets.types = { spot: true, linear: true, inverse: false };
  await other.loadMarkets();
  const quote = exchange === 'coinbase' ? 'USDC' : 'USDT';
  const symbol = `ETH/${quote}:${quote}`;
  const params = exchange === 'kucoin' ? { marginMode: 'cross' } : {};
  await other.createOrder(symbol, 'limit', 'buy', QUANTITY[exchange] ?? 100, 3100, params);
  await desk.start();
  await desk.until(() => desk.kinds().includes('connected'));
  const isOneWallet = ['okx', 'bybit', 'coinbase'].includes(exchange);
  for (const bid of ['3000', '3500', '2500']) {
    await desk.admin('prices', { symbol, bid, mark: bid });
    const ours = (await desk.broker.balances()).find(({ currency }) => currency === quote)?.total;
    expect(ours).toBe(await theirs(desk, quote, isOneWallet));
  }
});

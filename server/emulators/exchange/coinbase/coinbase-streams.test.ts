import { expect, it } from 'vitest';
import { createCloudKey, createEdwardsKey } from '../test/coinbase-key.ts';
import { startTrial } from '../test/exchange-trial.ts';
import { describeMarketFlow } from '../test/market-flow.ts';
import { describeStreamFlow } from '../test/stream-flow.ts';
import { createCoinbase } from './coinbase-dialect.ts';

const key = createCloudKey();
const FUNDS = { spot: { USDC: '100000', BTC: '1' }, swap: { USDC: '10000' } };

describeStreamFlow({
  create: createCoinbase,
  trial: { grant: key, ...FUNDS },
  settings: { ...key },
  symbols: { spot: 'BTC/USDC', swap: 'BTC/USDC:USDC' },
  amounts: { spot: 0.01, swap: 0.01 },
  watchParams: () => ({}),
  orderParams: (kind) => (kind === 'swap' ? { leverage: '5' } : {}),
  tellsTrades: false,
});

describeMarketFlow({
  create: createCoinbase,
  trial: { grant: key, ...FUNDS },
  settings: { ...key },
  symbols: { spot: 'BTC/USDC', swap: 'BTC/USDC:USDC' },
  lacks: ['candles'],
});

it.each([
  ['of another pair', createCloudKey],
  // The client signs its subscriptions as if these keys were of old.
  ['of the newer kind', createEdwardsKey],
])('refuses the subscription of a key %s', async (_title, create) => {
  const { apiKey, secret } = create();
  const trial = await startTrial(createCoinbase(), { grant: { apiKey, secret }, ...FUNDS });
  const client = await trial.client({
    apiKey,
    secret: apiKey.startsWith('organizations') ? createCloudKey().secret : secret,
  });
  await client.loadMarkets().catch(() => undefined);
  client.markets ??= {};
  await expect(client.watchOrders()).rejects.toThrow('authentication failure');
  await trial.close();
});

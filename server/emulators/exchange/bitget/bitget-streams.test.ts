import { describeMarketFlow } from '../test/market-flow.ts';
import { describeStreamFlow } from '../test/stream-flow.ts';
import { createBitget } from './bitget-dialect.ts';

const settings = { options: { uta: false, fetchMarkets: { types: ['spot', 'swap'] } } };

describeStreamFlow({
  create: createBitget,
  settings,
  amounts: { spot: 0.01, swap: 0.01 },
  watchParams: (type) => (type === 'spot' ? { type } : { type, subType: 'linear' }),
});

describeMarketFlow({ create: createBitget, settings });

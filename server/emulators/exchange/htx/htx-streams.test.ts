import { describeMarketFlow } from '../test/market-flow.ts';
import { describeStreamFlow } from '../test/stream-flow.ts';
import { createHtx } from './htx-dialect.ts';

const settings = { options: { fetchMarkets: { types: { spot: true, linear: true, inverse: false } } } };

describeStreamFlow({
  create: createHtx,
  settings,
  amounts: { spot: 0.01, swap: 10 },
  watchParams: (type) => (type === 'spot' ? { type } : { type, subType: 'linear' }),
});

describeMarketFlow({ create: createHtx, settings });

import { describeMarketFlow } from '../test/market-flow.ts';
import { describeStreamFlow } from '../test/stream-flow.ts';
import { createKucoin } from './kucoin-dialect.ts';

describeStreamFlow({
  create: createKucoin,
  settings: { options: { uta: false, hf: true } },
  amounts: { spot: 0.01, swap: 10 },
  watchParams: (type) => ({ type }),
  orderParams: (kind) => (kind === 'swap' ? { leverage: 5, marginMode: 'cross' } : {}),
});

describeMarketFlow({
  create: createKucoin,
  // The changes of a book begin with the sixth of them, and with a question.
  settings: {
    options: {
      uta: false,
      hf: true,
      watchOrderBook: { spotMethod: '/spotMarket/level2Depth50', contractMethod: '/contractMarket/level2Depth20' },
    },
  },
});

import { describeMarketFlow } from '../test/market-flow.ts';
import { describeStreamFlow } from '../test/stream-flow.ts';
import { createMexc } from './mexc-dialect.ts';

const settings = { options: { fetchMarkets: { types: { spot: true, swap: { linear: true, inverse: false } } } } };

describeStreamFlow({
  create: createMexc,
  settings,
  amounts: { spot: 0.01, swap: 50 },
  watchParams: (type) => ({ type }),
  orderParams: (kind) => (kind === 'swap' ? { leverage: 5 } : {}),
});

// Its client begins a book after twenty-five changes, with a question.
describeMarketFlow({ create: createMexc, settings, lacks: ['book'] });

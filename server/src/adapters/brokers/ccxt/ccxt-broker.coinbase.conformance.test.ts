/** The broker at emulated Coinbase keeps every promise of the broker port. */
import { COINBASE } from './exchanges/coinbase.ts';
import { describeExchange } from './test/exchange-promises.ts';

describeExchange(COINBASE, { swapModes: ['netting'], quote: 'USDC' });

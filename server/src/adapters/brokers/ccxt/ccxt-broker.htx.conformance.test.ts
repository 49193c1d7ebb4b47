/** The broker at emulated HTX keeps every promise of the broker port. */
import { HTX } from './exchanges/htx.ts';
import { describeExchange } from './test/exchange-promises.ts';

describeExchange(HTX, { swapModes: ['netting', 'hedging'] });

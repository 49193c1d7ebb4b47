/** The broker at emulated Bitget keeps every promise of the broker port. */
import { BITGET } from './exchanges/bitget.ts';
import { describeExchange } from './test/exchange-promises.ts';

describeExchange(BITGET, { swapModes: ['netting', 'hedging'] });

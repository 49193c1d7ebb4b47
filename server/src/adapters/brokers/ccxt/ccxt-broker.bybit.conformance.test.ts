/** The broker at emulated Bybit keeps every promise of the broker port. */
import { BYBIT } from './exchanges/bybit.ts';
import { describeExchange } from './test/exchange-promises.ts';

describeExchange(BYBIT, { swapModes: ['netting', 'hedging'] });

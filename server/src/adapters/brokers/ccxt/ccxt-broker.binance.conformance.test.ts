/** The broker at emulated Binance keeps every promise of the broker port. */
import { BINANCE } from './exchanges/binance.ts';
import { describeExchange } from './test/exchange-promises.ts';

describeExchange(BINANCE, { swapModes: ['netting', 'hedging'] });

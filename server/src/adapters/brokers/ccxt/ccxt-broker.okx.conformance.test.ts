/** The broker at emulated OKX keeps every promise of the broker port. */
import { OKX } from './exchanges/okx.ts';
import { describeExchange } from './test/exchange-promises.ts';

describeExchange(OKX, { swapModes: ['netting', 'hedging'] });

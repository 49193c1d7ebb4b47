/** The broker at emulated MEXC keeps every promise of the broker port. */
import { decimal } from '#domain/decimal.ts';
import { MEXC } from './exchanges/mexc.ts';
import { describeExchange } from './test/exchange-promises.ts';

describeExchange(MEXC, { swapModes: ['netting'], leverage: decimal('3') });

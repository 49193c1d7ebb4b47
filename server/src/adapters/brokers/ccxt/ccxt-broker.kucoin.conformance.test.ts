/** The broker at emulated KuCoin keeps every promise of the broker port. */
import { decimal } from '#domain/decimal.ts';
import { KUCOIN } from './exchanges/kucoin.ts';
import { describeExchange } from './test/exchange-promises.ts';

describeExchange(KUCOIN, { swapModes: ['netting', 'hedging'], leverage: decimal('3') });

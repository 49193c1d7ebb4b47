/** Alerts for orders that the venue has not, which the server carries out: a world of its own has every other one of them. */
import { decimal } from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { Random } from '../kernel/random.ts';
import { PRICES } from './trading-terms.ts';

/** What all alerts of the world have in common. */
export type CommonFields = Pick<SignalCommand, 'time' | 'comment'> & { readonly symbol: string };

const TYPES = ['trailing_stop', 'trailing_stop', 'iceberg', 'twap', 'vwap', 'oco'] as const;

/** One of them, near the market and soon over. */
export function emulatedCommand(random: Random, common: CommonFields): SignalCommand {
  const price = PRICES[common.symbol] ?? 0;
  const orderType = random.pick(TYPES);
  const action = random.pick(['buy', 'sell'] as const);
  const size = common.symbol === 'BTCUSDT' ? random.int(20, 300) / 1_000 : random.int(20, 500) / 100;
  const quantity = decimal(size.toFixed(common.symbol === 'BTCUSDT' ? 3 : 2));
  const away = (share: number) => decimal((price * (action === 'buy' ? 1 - share : 1 + share)).toFixed(1));
  const reduceOnly = random.chance(0.3) ? { reduceOnly: true } : {};
  const entry = { ...common, action, orderType, quantity, ...reduceOnly };
  switch (orderType) {
    case 'trailing_stop': {
      const isClose = random.chance(0.5);
      const trail = {
        orderType,
        trailDistance: decimal((random.int(1, 12) / 20).toFixed(2)),
        trailUnit: 'percent',
      } as const;
      return isClose ? { ...common, action: 'close', ...trail } : { ...common, action, quantity, ...trail };
    }
    case 'iceberg': {
      const visibleQuantity = decimal((size / random.int(2, 6)).toFixed(common.symbol === 'BTCUSDT' ? 3 : 2));
      return { ...entry, price: away(random.next() * 0.006 - 0.003), visibleQuantity };
    }
    case 'oco':
      return { ...entry, price: away(0.001 + random.next() * 0.004), stopPrice: away(-0.001 - random.next() * 0.004) };
    default: {
      const slices = random.int(2, 6);
      const limited = random.chance(0.4) ? { price: away(random.next() * 0.004 - 0.002) } : {};
      const over = { durationMs: slices * random.int(1_000, 8_000), slices, catchUp: random.chance(0.5) };
      return { ...entry, ...over, ...limited };
    }
  }
}

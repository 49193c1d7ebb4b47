/**
 * A market of an emulated exchange, in terms no exchange owns: a dialect gives it its native name. `key` is the
 * emulator's own name and the one its admin side takes: `BTC/USDT` for spot, `BTC/USDT:USDT` for a linear perpetual.
 * Quantities are in the exchange's unit; `contractSize` base units are one of them (1 where it counts base units).
 */
import { type Decimal, ONE, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';

export type MarketType = 'spot' | 'swap';

export interface ExchangeMarket {
  readonly key: string;
  readonly type: MarketType;
  readonly base: string;
  readonly quote: string;
  /** What margin and profit are counted in; the quote currency for spot. */
  readonly settle: string;
  readonly tickSize: Decimal;
  readonly quantityStep: Decimal;
  readonly quantityMin: Decimal;
  readonly quantityMax: Decimal;
  readonly marketQuantityMax: Decimal;
  /** Smallest price × quantity × contract size, in the quote currency. */
  readonly notionalMin: Decimal;
  readonly contractSize: Decimal;
  /** Shares of the value. */
  readonly makerRate: Decimal;
  readonly takerRate: Decimal;
  readonly leverageMax: number;
  /** Maintenance margin as a share of the value. */
  readonly maintenanceRate: Decimal;
  /** The price the feed begins with. */
  readonly firstPrice: Decimal;
  /** False: the exchange lists it and refuses orders. */
  tradable: boolean;
}

/** The market as the matching room knows it; filters are checked by the emulator, so the matching's own are wide. */
export function instrumentOf(market: ExchangeMarket): Instrument {
  return {
    id: market.key,
    venue: 'emulator',
    kind: market.type === 'spot' ? 'crypto_spot' : 'crypto_perpetual',
    baseCurrency: market.base,
    quoteCurrency: market.quote,
    tickSize: market.tickSize,
    lotStep: market.quantityStep,
    quantityMin: market.quantityStep,
    quantityMax: market.quantityMax,
    notionalMin: ZERO,
    contractSize: market.contractSize,
    lotSize: ONE,
    marginRate: ONE,
    shortable: true,
    tradable: true,
    timeZone: 'UTC',
    sessions: [],
    aliases: [],
  };
}

/** How Binance writes prices and quantities: eight places for spot, as many as the step has for futures. */
import type { Decimal } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { fixedText, placesOf } from '../door/number-text.ts';

/** How this side writes a price and a quantity. */
export const priceText = (market: ExchangeMarket, value: Decimal): string =>
  fixedText(value, market.type === 'spot' ? 8 : placesOf(market.tickSize));
export const quantityText = (market: ExchangeMarket, value: Decimal): string =>
  fixedText(value, market.type === 'spot' ? 8 : placesOf(market.quantityStep));

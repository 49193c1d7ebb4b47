/** What a client says of positions and balances, read into our own words. */
import { absolute, add, type Decimal, negate, subtract, ZERO } from '#domain/decimal.ts';
import type { VenueBalance, VenuePosition } from '#domain/report.ts';
import { above, fieldsOf, listOf, numberOf, textOf } from './client-values.ts';

export interface SeenPosition {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  /** In the venue's unit, not signed. */
  readonly quantity: Decimal;
  readonly averagePrice: Decimal;
  readonly liquidationPrice?: Decimal;
}

/** The positions that are not flat. */
export function readPositions(answer: unknown): readonly SeenPosition[] {
  return listOf(answer).flatMap((item) => {
    const position = fieldsOf(item);
    const symbol = textOf(position.symbol);
    const contracts = numberOf(position.contracts);
    if (symbol === undefined || contracts === undefined || contracts === ZERO) return [];
    const side = position.side === 'short' || contracts < ZERO ? 'short' : 'long';
    const liquidationPrice = above(numberOf(position.liquidationPrice));
    return [
      {
        symbol,
        side,
        quantity: absolute(contracts),
        averagePrice: numberOf(position.entryPrice) ?? ZERO,
        ...(liquidationPrice === undefined ? {} : { liquidationPrice }),
      },
    ];
  });
}

/** A position under our name for its instrument. In a hedged account a side is a position of its own. */
export function toVenuePosition(position: SeenPosition, instrumentId: string, hedged: boolean): VenuePosition {
  return {
    positionId: hedged ? hedgedPositionId(instrumentId, position.side) : instrumentId,
    instrumentId,
    quantity: position.side === 'long' ? position.quantity : negate(position.quantity),
    averagePrice: position.averagePrice,
    ...(position.liquidationPrice === undefined ? {} : { liquidationPrice: position.liquidationPrice }),
  };
}

const hedgedPositionId = (instrumentId: string, side: 'long' | 'short'): string => `${instrumentId}:${side}`;

/**
 * Money in one wallet of perpetuals, in the exchange's own form. What the client calls its total has the open profit in it, or
 * lacks what is tied up: money is the equity less that profit.
 */
export interface PerpetualWallet {
  /** The way to the list of currencies, or to the one there is; empty: the answer itself. */
  readonly path: readonly (string | number)[];
  readonly currency: string;
  readonly equity: string;
  readonly profit: string;
}

/** By currency, as far as the answer is of such a wallet. */
function moneyOf(answer: unknown, { path, currency, equity, profit }: PerpetualWallet): ReadonlyMap<string, Decimal> {
  const found = path.reduce<unknown>(
    (at, step) => (at as Record<string | number, unknown> | undefined)?.[step],
    answer,
  );
  const rows = (Array.isArray(found) ? (found as readonly unknown[]) : [found]).map(fieldsOf);
  return new Map(
    rows.flatMap((row) => {
      const [code, worth] = [textOf(row[currency]), numberOf(row[equity])];
      return code === undefined || worth === undefined
        ? []
        : [[code, subtract(worth, numberOf(row[profit]) ?? ZERO)] as const];
    }),
  );
}

/** The balances that are not zero, by currency; several wallets are added up. */
export function readBalances(answers: readonly unknown[], perpetuals?: PerpetualWallet): readonly VenueBalance[] {
  const sums = new Map<string, VenueBalance>();
  for (const answer of answers) {
    const wallet = fieldsOf(answer);
    const free = fieldsOf(wallet.free);
    const money = perpetuals === undefined ? undefined : moneyOf(wallet.info, perpetuals);
    for (const [currency, amount] of Object.entries(fieldsOf(wallet.total))) {
      const total = money?.get(currency) ?? numberOf(amount);
      if (total === undefined || total === ZERO) continue;
      const known = sums.get(currency) ?? { currency, total: ZERO, free: ZERO };
      sums.set(currency, {
        currency,
        total: add(known.total, total),
        free: add(known.free, numberOf(free[currency]) ?? ZERO),
      });
    }
  }
  return [...sums.values()];
}

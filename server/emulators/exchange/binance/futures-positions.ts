/** Binance USD-M: how positions and the wallet are written, in answers and in `ACCOUNT_UPDATE`. */
import { absolute, add, type Decimal, divideProducts, fromInteger, subtract, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount, SwapPosition } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import {
  maintenanceMargin,
  positionMargin,
  swapMoney,
  liquidationPrice,
  notionalOf,
  termsOf,
  unrealizedOf,
} from '../core/swap-margin.ts';
import { fixedText } from '../door/number-text.ts';
import { type BinanceContext, nativeId } from './binance-params.ts';
import { quantityText } from './market-texts.ts';

export const money = (value: Decimal): string => fixedText(value, 8);

/** What backs an isolated position; zero for a cross one. */
function isolatedMarginOf({ world }: BinanceContext, account: ExchangeAccount, position: SwapPosition): Decimal {
  const { marginMode, leverage } = termsOf(world, account, position.market);
  if (marginMode === 'cross') return ZERO;
  return divideProducts([absolute(position.cost)], [fromInteger(leverage)], 'half_even');
}

/** A position as version 3 of `positionRisk` lists it. */
export function positionBody(
  context: BinanceContext,
  account: ExchangeAccount,
  position: SwapPosition,
): Readonly<Record<string, unknown>> {
  const { world } = context;
  const { market, side, quantity } = position;
  const { mark } = world.feed.of(market);
  const isolated = isolatedMarginOf(context, account, position);
  const notional = notionalOf(market, mark, quantity);
  const margin = money(positionMargin(world, account, position));
  return {
    symbol: nativeId(market),
    positionSide: side.toUpperCase(),
    positionAmt: quantityText(market, quantity),
    entryPrice: money(position.averagePrice),
    breakEvenPrice: money(position.averagePrice),
    markPrice: money(mark),
    unRealizedProfit: money(unrealizedOf(world, position)),
    liquidationPrice: money(liquidationPrice(world, account, position)),
    isolatedMargin: money(isolated === ZERO ? ZERO : add(isolated, unrealizedOf(world, position))),
    notional: money(quantity < ZERO ? subtract(ZERO, notional) : notional),
    marginAsset: market.settle,
    isolatedWallet: money(isolated),
    initialMargin: margin,
    maintMargin: money(maintenanceMargin(world, position)),
    positionInitialMargin: margin,
    openOrderInitialMargin: '0',
    adl: 1,
    bidNotional: '0',
    askNotional: '0',
    updateTime: position.updatedAt,
  };
}

/** The same with the fields that only version 2 has. */
export function positionRiskBody(context: BinanceContext, account: ExchangeAccount, position: SwapPosition): unknown {
  const { leverage, marginMode } = termsOf(context.world, account, position.market);
  return {
    ...positionBody(context, account, position),
    leverage: String(leverage),
    marginType: marginMode === 'cross' ? 'cross' : 'isolated',
    isAutoAddMargin: 'false',
    maxNotionalValue: '100000000',
  };
}

/** The positions an account would be shown: of the market, or all; flat ones are not listed. */
export function positionsOf(account: ExchangeAccount, market: ExchangeMarket | undefined): readonly SwapPosition[] {
  return [...account.positions.values()].filter(
    (position) => market === undefined || position.market.key === market.key,
  );
}

/** One asset of the wallet, as `account` and `balance` both know it. */
export function assetBody(
  { world }: BinanceContext,
  account: ExchangeAccount,
  asset: string,
): Readonly<Record<string, unknown>> {
  const state = swapMoney(world, account, asset);
  return {
    asset,
    walletBalance: money(state.wallet),
    unrealizedProfit: money(state.unrealized),
    marginBalance: money(add(state.wallet, state.unrealized)),
    maintMargin: money(state.maintenance),
    initialMargin: money(add(state.positionMargin, state.orderMargin)),
    positionInitialMargin: money(state.positionMargin),
    openOrderInitialMargin: money(state.orderMargin),
    crossWalletBalance: money(state.wallet),
    crossUnPnl: money(state.unrealized),
    availableBalance: money(state.available),
    maxWithdrawAmount: money(state.available),
    marginAvailable: true,
    updateTime: world.clock.now(),
  };
}

/** A position as `ACCOUNT_UPDATE` tells it; one that is flat by now with zeros. */
export function positionUpdate(
  context: BinanceContext,
  account: ExchangeAccount,
  named: { readonly market: ExchangeMarket; readonly side: SwapPosition['side'] },
): unknown {
  const { market, side } = named;
  const position = positionsOf(account, market).find((candidate) => candidate.side === side);
  const { marginMode } = termsOf(context.world, account, market);
  return {
    s: nativeId(market),
    pa: quantityText(market, position?.quantity ?? ZERO),
    ep: money(position?.averagePrice ?? ZERO),
    bep: money(position?.averagePrice ?? ZERO),
    cr: money(position?.realized ?? ZERO),
    up: money(position === undefined ? ZERO : unrealizedOf(context.world, position)),
    mt: marginMode === 'cross' ? 'cross' : 'isolated',
    iw: money(position === undefined ? ZERO : isolatedMarginOf(context, account, position)),
    ps: side.toUpperCase(),
    ma: market.settle,
  };
}

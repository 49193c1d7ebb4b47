/** OKX's positions, as answers and streams tell them, and closing one at the market. */
import { absolute, add, type Decimal, divideProducts, formatDecimal, fromInteger, ZERO } from '#domain/decimal.ts';
import { type ExchangeAccount, positionKey, type SwapPosition } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { PositionSide } from '../core/exchange-order.ts';
import {
  liquidationPrice,
  maintenanceMargin,
  notionalOf,
  positionMargin,
  swapMoney,
  termsOf,
  unrealizedOf,
} from '../core/swap-margin.ts';
import type { Fields } from '../door/call-fields.ts';
import { ERRORS, throwError, wrongParameter } from './okx-errors.ts';
import { done } from './okx-order-routes.ts';
import { clientIdOf, marketFilter, marketOf, nativeId, type OkxContext, read } from './okx-params.ts';

const show = (value: Decimal): string => formatDecimal(value);
const share = (part: Decimal, whole: Decimal): string =>
  whole === ZERO ? '' : show(divideProducts([part], [whole], 'half_even'));

const sideShown = (side: PositionSide): string => (side === 'both' ? 'net' : side);

/** The position's id stays the same while the account has this market and side. */
function positionIdOf({ codes }: OkxContext, market: ExchangeMarket, side: PositionSide): string {
  const code = codes.get(nativeId(market)) ?? 0;
  return String(900_000_000_000_000_000n + BigInt(code * 10 + ['both', 'long', 'short'].indexOf(side)));
}

/** A position that is held. */
export function positionBody(context: OkxContext, account: ExchangeAccount, position: SwapPosition): unknown {
  const { world } = context;
  const { market, side, quantity, averagePrice, cost } = position;
  const { mark, last } = world.feed.of(market);
  const { leverage, marginMode } = termsOf(world, account, market);
  const isIsolated = marginMode === 'isolated';
  const unrealized = unrealizedOf(world, position);
  const initial = positionMargin(world, account, position);
  const maintenance = maintenanceMargin(world, position);
  const put = divideProducts([absolute(cost)], [fromInteger(leverage)], 'half_even');
  const backing = isIsolated ? put : swapMoney(world, account, market.settle).wallet;
  const liquidation = liquidationPrice(world, account, position);
  return {
    ...emptyBody(context, market, side),
    pos: show(side === 'both' ? quantity : absolute(quantity)),
    availPos: side === 'both' ? '' : show(absolute(quantity)),
    avgPx: show(averagePrice),
    upl: show(unrealized),
    uplRatio: share(unrealized, put),
    uplLastPx: show(unrealized),
    lever: String(leverage),
    liqPx: liquidation > ZERO ? show(liquidation) : '',
    markPx: show(mark),
    last: show(last),
    mgnMode: marginMode,
    imr: isIsolated ? '' : show(initial),
    margin: isIsolated ? show(put) : '',
    mgnRatio: share(add(backing, unrealized), maintenance),
    mmr: show(maintenance),
    notionalUsd: show(notionalOf(market, mark, quantity)),
    realizedPnl: show(position.realized),
    pnl: show(position.realized),
    tradeId: world.orders.trades(account.id, market).at(-1)?.id ?? '',
    bePx: show(averagePrice),
    cTime: String(position.openedAt),
    uTime: String(position.updatedAt),
  };
}

/** The fields that do not depend on what is held; a closed position has nothing else. */
export function emptyBody(
  context: OkxContext,
  market: ExchangeMarket,
  side: PositionSide,
): Readonly<Record<string, unknown>> {
  const now = String(context.world.clock.now());
  return {
    instType: 'SWAP',
    instId: nativeId(market),
    posId: positionIdOf(context, market, side),
    posSide: sideShown(side),
    posCcy: '',
    ccy: market.settle,
    pos: '0',
    availPos: '',
    avgPx: '',
    upl: '0',
    uplRatio: '0',
    lever: '',
    liqPx: '',
    mgnMode: 'cross',
    margin: '',
    imr: '',
    mmr: '',
    mgnRatio: '',
    notionalUsd: '0',
    adl: '1',
    liab: '',
    liabCcy: '',
    interest: '0',
    fee: '0',
    fundingFee: '0',
    liqPenalty: '0',
    realizedPnl: '0',
    closeOrderAlgo: [],
    cTime: now,
    uTime: now,
    pTime: now,
  };
}

/** The position of that side as it is now, or the word that it is flat. */
export function positionNow(
  context: OkxContext,
  account: ExchangeAccount,
  { market, side }: { readonly market: ExchangeMarket; readonly side: PositionSide },
): unknown {
  const held = account.positions.get(positionKey(market, side));
  if (held !== undefined) return positionBody(context, account, held);
  const { marginMode, leverage } = termsOf(context.world, account, market);
  return { ...emptyBody(context, market, side), mgnMode: marginMode, lever: String(leverage) };
}

export function positionsOf(context: OkxContext, account: ExchangeAccount, fields: Fields): readonly unknown[] {
  const isInScope = marketFilter(context, fields);
  const ids = read.text(fields, 'posId')?.split(',');
  return [...account.positions.values()]
    .filter(({ market }) => isInScope(market))
    .filter(({ market, side }) => ids === undefined || ids.includes(positionIdOf(context, market, side)))
    .map((position) => positionBody(context, account, position));
}

/** Closes the whole position with a market order. */
export function closePosition(context: OkxContext, account: ExchangeAccount, fields: Fields): unknown {
  const market = marketOf(context, fields);
  const { marginMode } = termsOf(context.world, account, market);
  read.need(fields, 'mgnMode');
  if (read.word(fields, 'mgnMode', { among: ['cross', 'isolated'] }) !== marginMode) throwError(ERRORS.noPosition);
  const isHedged = account.positionMode === 'hedge';
  const given = read.word(fields, 'posSide', { among: ['net', 'long', 'short'], standard: 'net' });
  if ((given === 'net') === isHedged) throw wrongParameter('posSide');
  const side: PositionSide = given === 'net' ? 'both' : given;
  const held = account.positions.get(positionKey(market, side));
  if (held === undefined) throwError(ERRORS.noPosition);
  const clientOrderId = clientIdOf(fields, 'clOrdId') ?? '';
  const closing = held.quantity > ZERO ? 'sell' : 'buy';
  const live = context.world.orders.list({ accountId: account.id, market, live: true });
  for (const order of live) {
    if (read.flag(fields, 'autoCxl') && order.side === closing) context.world.cancel(order);
  }
  done(
    context.world.place(account, {
      market,
      clientOrderId,
      side: closing,
      type: 'market',
      quantity: absolute(held.quantity),
      timeInForce: 'ioc',
      postOnly: false,
      reduceOnly: true,
      positionSide: side,
      native: { ordType: 'market', tdMode: marginMode, tag: read.text(fields, 'tag') ?? '', tgtCcy: '' },
    }),
  );
  return { instId: nativeId(market), posSide: given, clOrdId: clientOrderId, tag: read.text(fields, 'tag') ?? '' };
}

/** Bitget futures: the terms that plain and plan orders share. In hedge mode the side is that of the position. */
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { AttachedExit, NewOrder } from '../core/exchange-order.ts';
import { termsOf } from '../core/swap-margin.ts';
import type { Fields } from '../door/call-fields.ts';
import { ERRORS, throwError, wrongParameter } from './bitget-errors.ts';
import { type BitgetContext, clientIdOf, marketOf, read } from './bitget-context.ts';
import { forceOf, livesBy } from './bitget-spot-orders.ts';

export type MixTerms = Omit<NewOrder, 'limitPrice' | 'trigger' | 'trailing'>;

export function readMixTerms(context: BitgetContext, account: ExchangeAccount, fields: Fields): MixTerms {
  const market = marketOf(context, 'swap', fields);
  if (read.need(fields, 'marginCoin').toUpperCase() !== market.settle) throw wrongParameter('marginCoin');
  const type = read.word(fields, 'orderType', { among: ['limit', 'market'] });
  const marginMode = read.word(fields, 'marginMode', { among: ['isolated', 'crossed'] });
  const sides = sidesOf(account, fields);
  useMarginMode(context, account, { market, mode: marginMode });
  return {
    market,
    type,
    ...sides,
    clientOrderId: clientIdOf(fields),
    quantity: read.needDecimal(fields, 'size'),
    ...livesBy(fields, type === 'market'),
    native: {
      force: forceOf(fields),
      marginMode,
      side: read.need(fields, 'side'),
      tradeSide: read.text(fields, 'tradeSide')?.toLowerCase() ?? '',
    },
  };
}

function sidesOf(account: ExchangeAccount, fields: Fields): Pick<NewOrder, 'side' | 'reduceOnly' | 'positionSide'> {
  const side = read.word(fields, 'side', { among: ['buy', 'sell'] });
  const tradeSide = read.text(fields, 'tradeSide')?.toLowerCase();
  const isHedged = account.positionMode === 'hedge';
  if ((tradeSide !== undefined) !== isHedged) throwError(ERRORS.positionMode);
  const reduces =
    read.word(fields, 'reduceOnly', { among: ['YES', 'NO', 'yes', 'no'], standard: 'NO' }).toUpperCase() === 'YES';
  if (tradeSide === undefined) return { side, reduceOnly: reduces, positionSide: 'both' };
  const closes = read.word({ tradeSide }, 'tradeSide', { among: ['open', 'close'] }) === 'close';
  const opposite = side === 'buy' ? 'sell' : 'buy';
  return { side: closes ? opposite : side, reduceOnly: false, positionSide: side === 'buy' ? 'long' : 'short' };
}

interface WantedMode {
  readonly market: NewOrder['market'];
  readonly mode: 'isolated' | 'crossed';
}

/** The mode comes with each order; only a position holds a contract to the one it has. */
function useMarginMode({ world }: BitgetContext, account: ExchangeAccount, { market, mode }: WantedMode): void {
  const marginMode = mode === 'crossed' ? 'cross' : 'isolated';
  const terms = termsOf(world, account, market);
  if (terms.marginMode === marginMode) return;
  const isHeld = [...account.positions.values()].some((position) => position.market === market);
  if (isHeld) throwError(ERRORS.marginMode);
  account.swapTerms.set(market.key, { ...terms, marginMode });
}

interface ExitNames {
  readonly price: string;
  readonly execute: string;
}

/** Exits that come into the world with what an order fills. */
export function exitsOf(fields: Fields, loss: ExitNames, profit: ExitNames): Pick<NewOrder, 'stopLoss' | 'takeProfit'> {
  const exit = ({ price, execute }: ExitNames): AttachedExit | undefined => {
    const triggerPrice = read.decimal(fields, price);
    const limitPrice = read.text(fields, execute) === '0' ? undefined : read.decimal(fields, execute);
    if (triggerPrice === undefined) return undefined;
    return { triggerPrice, ...(limitPrice === undefined ? {} : { limitPrice }) };
  };
  const [stopLoss, takeProfit] = [exit(loss), exit(profit)];
  return { ...(stopLoss === undefined ? {} : { stopLoss }), ...(takeProfit === undefined ? {} : { takeProfit }) };
}

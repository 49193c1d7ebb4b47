/** Targets: the position wanted afterwards, whatever it is now. */
import { absolute, type Decimal, isZero, negate, subtract, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Side } from '#domain/order.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { ExecuteCommand } from '../inputs.ts';
import { type AccountState, netQuantity, positionsOf } from '../state.ts';
import { ignoredPlan, labelsOf, type Plan, planOf } from './plan.ts';
import { type CloseWish, planClose } from './plan-close.ts';
import { planEntry, sizeOf } from './plan-entry.ts';

/** A target is the difference to what the broker holds; a reversal on a netting account is one order over both parts. */
export function planTarget(state: AccountState, input: ExecuteCommand, instrument: Instrument): Plan {
  const { command } = input;
  const positions = positionsOf(state, instrument.id);
  if (
    command.targetPosition === 'flat' ||
    (command.targetPosition === undefined && command.targetQuantity !== undefined && isZero(command.targetQuantity))
  ) {
    return planClose(state, closing(input, { action: 'close_all' }, instrument), positions);
  }
  const net = netQuantity(state, instrument.id);
  const wanted = targetQuantityOf(state, input, { instrument, net });
  if (wanted.kind !== 'sized') return wanted;
  const difference = subtract(wanted.quantity, net);
  if (isZero(difference)) return ignoredPlan('NOTHING_TO_DO', { symbol: instrument.id });
  const side: Side = difference > ZERO ? 'buy' : 'sell';
  const sameSide = isZero(wanted.quantity) || wanted.quantity > ZERO === net > ZERO;
  const reduceOnly = !isZero(net) && sameSide && absolute(wanted.quantity) < absolute(net);
  if (state.account.positionMode === 'hedging' && !isZero(net) && (reduceOnly || !sameSide)) {
    return planHedgedTarget(state, input, {
      instrument,
      side,
      wanted: wanted.quantity,
      reduceBy: absolute(difference),
      reduceOnly,
    });
  }
  const asked = wanted.asked === undefined ? {} : { asked: absolute(subtract(wanted.asked, net)) };
  return planEntry(state, input, { instrument, side, quantity: absolute(difference), ...asked, reduceOnly });
}

interface HedgedTarget {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly wanted: Decimal;
  readonly reduceBy: Decimal;
  readonly reduceOnly: boolean;
}

function planHedgedTarget(state: AccountState, input: ExecuteCommand, target: HedgedTarget): Plan {
  const positions = positionsOf(state, target.instrument.id);
  if (target.reduceOnly) {
    return planClose(
      state,
      closing(input, { action: 'close', quantity: target.reduceBy }, target.instrument),
      positions,
    );
  }
  const close = planClose(state, closing(input, { action: 'close_all' }, target.instrument), positions);
  if (close.kind !== 'plan') return close;
  const open = planEntry(state, input, {
    instrument: target.instrument,
    side: target.side,
    quantity: absolute(target.wanted),
  });
  if (open.kind !== 'plan') return open;
  return planOf({ requests: [...close.requests, ...open.requests] });
}

/** What takes off is an order of the kind that the target was sent with. */
function closing(
  { command, route }: ExecuteCommand,
  what: Pick<SignalCommand, 'action' | 'quantity'>,
  instrument: Instrument,
): CloseWish {
  const { orderType, price, stopPrice, timeInForce, postOnly } = command;
  return {
    command: {
      ...what,
      ...labelsOf(command),
      ...(orderType === undefined ? {} : { orderType }),
      ...(price === undefined ? {} : { price }),
      ...(stopPrice === undefined ? {} : { stopPrice }),
      ...(timeInForce === undefined ? {} : { timeInForce }),
      ...(postOnly === undefined ? {} : { postOnly }),
    },
    exact: route.exact === true,
    symbol: command.symbol ?? instrument.id,
  };
}

type Target =
  | { readonly kind: 'sized'; readonly quantity: Decimal; readonly asked?: Decimal }
  | Extract<Plan, { kind: 'denied' | 'ignored' }>;

/** Signed. Without a size: what is held already on that side is enough, else the default size. */
function targetQuantityOf(
  state: AccountState,
  input: ExecuteCommand,
  at: { instrument: Instrument; net: Decimal },
): Target {
  const { command } = input;
  const short =
    command.targetPosition === 'short' ||
    (command.targetPosition === undefined && (command.targetQuantity ?? ZERO) < ZERO);
  const asked = command.targetQuantity ?? command.quantity;
  if (asked === undefined && !isZero(at.net) && at.net < ZERO === short) {
    return { kind: 'ignored', reason: { code: 'NOTHING_TO_DO', values: { symbol: at.instrument.id } } };
  }
  const { quantity: _unused, ...rest } = command;
  const sized: ExecuteCommand = {
    ...input,
    command: asked === undefined ? rest : { ...command, quantity: absolute(asked) },
  };
  const quote = state.volatile.quotes.get(at.instrument.id);
  const entry = short ? quote?.bid : quote?.ask;
  const size = sizeOf(state, sized, { instrument: at.instrument, entry, stopLoss: undefined });
  if (size.kind === 'denied') return { kind: 'denied', reason: size.reason };
  const signed = (quantity: Decimal): Decimal => (short ? negate(quantity) : quantity);
  const cut = size.asked === undefined ? {} : { asked: signed(size.asked) };
  return { kind: 'sized', quantity: signed(size.quantity), ...cut };
}

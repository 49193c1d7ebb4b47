/** Targets: the position wanted afterwards, whatever it is now. */
import { absolute, type Decimal, isZero, negate, subtract, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Side } from '#domain/order.ts';
import type { ExecuteCommand } from '../inputs.ts';
import { type AccountState, netQuantity, positionsOf } from '../state.ts';
import { ignoredPlan, labelsOf, type Plan, planOf } from './plan.ts';
import { planClose } from './plan-close.ts';
import { planEntry, sizeOf } from './plan-entry.ts';

/** A target is the difference to what the broker holds; a reversal on a netting account is one order over both parts. */
export function planTarget(state: AccountState, input: ExecuteCommand, instrument: Instrument): Plan {
  const { command } = input;
  const positions = positionsOf(state, instrument.id);
  if (
    command.targetPosition === 'flat' ||
    (command.targetPosition === undefined && command.targetQuantity !== undefined && isZero(command.targetQuantity))
  ) {
    return planClose(state, { action: 'close_all', ...labelsOf(command) }, positions);
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
  return planEntry(state, input, { instrument, side, quantity: absolute(difference), reduceOnly });
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
    return planClose(state, { action: 'close', quantity: target.reduceBy, ...labelsOf(input.command) }, positions);
  }
  const close = planClose(state, { action: 'close_all', ...labelsOf(input.command) }, positions);
  const open = planEntry(state, input, {
    instrument: target.instrument,
    side: target.side,
    quantity: absolute(target.wanted),
  });
  if (open.kind !== 'plan' || close.kind !== 'plan') return open;
  return planOf({ requests: [...close.requests, ...open.requests] });
}

type Target = { readonly kind: 'sized'; readonly quantity: Decimal } | Extract<Plan, { kind: 'denied' | 'ignored' }>;

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
  return { kind: 'sized', quantity: short ? negate(size.quantity) : size.quantity };
}

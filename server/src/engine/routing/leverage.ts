/**
 * The leverage that a signal asks for. An account at an exchange has one of its own for what is traded on margin, which its
 * orders are measured by: more than that is denied, less is not set for one order. Elsewhere nobody can set one.
 */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { Reason } from '#domain/order.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { AccountState } from '../state.ts';
import type { Plan } from './plan.ts';

type Leverage = { readonly kind: 'taken'; readonly said: readonly Reason[] } | Extract<Plan, { kind: 'denied' }>;

/** What the leverage asked for means: that it is denied, or what is to be said. */
export function leverageFor(state: AccountState, { leverage }: SignalCommand, instrument: Instrument): Leverage {
  const ofAccount = leverageOf(state, instrument);
  if (leverage === undefined || leverage === ofAccount) return { kind: 'taken', said: [] };
  const asked = formatDecimal(leverage);
  if (ofAccount === undefined) return taken('LEVERAGE_NOT_SET', { leverage: asked });
  const own = formatDecimal(ofAccount);
  if (leverage < ofAccount) return taken('LEVERAGE_OF_ACCOUNT', { leverage: asked, account: own });
  return { kind: 'denied', reason: { code: 'LEVERAGE_ABOVE_ACCOUNT', values: { leverage: asked, maximum: own } } };
}

const taken = (code: string, values: Record<string, string>): Leverage => ({ kind: 'taken', said: [{ code, values }] });

/** Undefined where there is none, or nobody here set it. */
function leverageOf({ account }: AccountState, { kind }: Instrument): Decimal | undefined {
  return kind === 'crypto_perpetual' ? account.exchange?.leverage : undefined;
}

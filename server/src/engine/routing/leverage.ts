/**
 * The leverage that a signal asks for. An account at an exchange has one of its own for what is traded on margin, which its
 * orders are measured by: more than that is denied, less is not set for one order. One that nobody set here is whatever the
 * exchange has, so a signal that asks for one is denied. Elsewhere nobody can set one.
 */
import { type Decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import type { Instrument } from '#domain/instrument.ts';
import type { OrderRequest, Reason } from '#domain/order.ts';
import type { SignalCommand } from '#domain/signal.ts';
import { openingQuantityOf } from '../risk/check.ts';
import type { AccountState } from '../state.ts';
import type { Plan } from './plan.ts';

type Leverage = { readonly kind: 'taken'; readonly said: readonly Reason[] } | Extract<Plan, { kind: 'denied' }>;

/** What the leverage asked for means: that it is denied, or what is to be said. Nothing to an order that only takes off. */
export function leverageFor(
  state: AccountState,
  { leverage }: SignalCommand,
  { instrument, request }: { readonly instrument: Instrument; readonly request: OrderRequest },
): Leverage {
  const ofAccount = leverageOf(state, instrument);
  if (leverage === undefined || leverage === ofAccount || opensNothing(state, request))
    return { kind: 'taken', said: [] };
  const asked = formatDecimal(leverage);
  const { account } = state;
  if (ofAccount === undefined && account.exchange !== undefined && isPerpetual(instrument))
    return denied('LEVERAGE_NOT_OF_ACCOUNT', { leverage: asked, account: account.id });
  if (ofAccount === undefined) return taken('LEVERAGE_NOT_SET', { leverage: asked });
  const own = formatDecimal(ofAccount);
  if (leverage < ofAccount) return taken('LEVERAGE_OF_ACCOUNT', { leverage: asked, account: own });
  return denied('LEVERAGE_ABOVE_ACCOUNT', { leverage: asked, maximum: own });
}

const taken = (code: string, values: Record<string, string>): Leverage => ({ kind: 'taken', said: [{ code, values }] });

const denied = (code: string, values: Record<string, string>): Leverage => ({
  kind: 'denied',
  reason: { code, values },
});

const opensNothing = (state: AccountState, request: OrderRequest): boolean =>
  openingQuantityOf(state, { request }) === ZERO;

const isPerpetual = ({ kind }: Instrument): boolean => kind === 'crypto_perpetual';

/** Undefined where there is none, or nobody here set it. */
function leverageOf({ account }: AccountState, instrument: Instrument): Decimal | undefined {
  return isPerpetual(instrument) ? account.exchange?.leverage : undefined;
}

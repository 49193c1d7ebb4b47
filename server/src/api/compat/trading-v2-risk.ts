/**
 * The risk check of Trading v2: the order is rehearsed at the real gate on a copy of the account, and nothing is placed or
 * kept. The score is the largest share of a limit that the order would use, in percent; a denied order scores 100. The
 * largest quantity is looked for at the same gate, so what it says would be let pass was let pass there.
 */
import { type Language, renderError } from '@signalbox/contract';
import {
  type Decimal,
  divide,
  fromInteger,
  isPositive,
  maximum,
  minimum,
  multiplyRounded,
  ONE,
  roundToPlaces,
  ZERO,
} from '#domain/decimal.ts';
import type { SignalCommand } from '#domain/signal.ts';
import type { Clock } from '#ports/clock.ts';
import type { Desk, Result } from '#runtime/desk.ts';
import { directRoute } from '#runtime/signal-detail.ts';
import type { CheckView, DecisionView, InstrumentView, ReasonView } from '#views/shapes.ts';
import { type Answer, type Call, ok, refuseWith } from '../http/call.ts';
import { readDecimal } from '../http/orders.ts';
import type { HttpServerOptions } from '../http/server-options.ts';
import { findAccount } from './trading-v2-account.ts';
import { comparedBy, largestPassing, type Rehearse } from './trading-v2-largest-order.ts';
import { type WithoutNull, withoutNull } from './trading-v2-null.ts';
import { exactDecimal } from './trading-v2-number.ts';
import { orderMistake, toCommand, type V2OrderBody } from './trading-v2-orders.ts';

type Options = Pick<HttpServerOptions, 'desk' | 'clock'>;

const MAX_AGE_MS = 60_000;
/** How long a price is waited for that nobody had asked for before. */
const PRICE_WAIT_MS = 2000;
const PRICE_LOOK_MS = 50;
const HUNDRED = fromInteger(100);
const SCORE_PLACES = 2;
/** From these scores on. */
const LEVELS = [
  ['high', fromInteger(80)],
  ['medium', fromInteger(50)],
  ['low', ZERO],
] as const;

/** What the gate would say, how near it comes to a limit, and how much would be let pass. */
export async function checkRisk({ desk, clock }: Options, call: Call<'tradingV2RiskCheck'>): Promise<Answer> {
  const order = orderOf(withoutNull(call.body));
  const mistake = orderMistake(order);
  if (mistake !== undefined) return refuseWith(mistake);
  const found = findAccount(desk, order);
  if (found.kind === 'failed') return refuseWith(found.reason);
  const { view, instrument } = found.value;
  const meant = instrument(order.symbol);
  if (meant.kind === 'failed') return refuseWith(meant.reason);
  const command = toCommand(order);
  const asked = readDecimal(order.quantity);
  const rehearse = rehearsalOf(desk, view.id, command);
  const first = rehearse(asked);
  const isAskedAgain = lacksPrice(first) && (await priceCame(clock, () => instrument(order.symbol)));
  const decision = isAskedAgain ? rehearse(asked) : first;
  const approved = decision?.outcome === 'orders';
  const largest = largestPassing(rehearse, { quantity: asked, decision }, meant.value);
  const shares = sharesOf(decision?.checks ?? []);
  const score = approved ? scoreOf(shares) : HUNDRED;
  const violations = approved || decision?.reason === undefined ? [] : [decision.reason];
  const body = {
    approved,
    risk_level: approved ? levelOf(score) : 'critical',
    risk_score: exactDecimal(score),
    ...textsOf('violation', violations, call.language),
    ...textsOf('warning', decision?.adjustments ?? [], call.language),
    suggested_position_size: exactDecimal(minimum(asked, largest)),
    max_position_size: exactDecimal(largest),
    limits: shares.map(({ check, used, limit, share }) => ({
      check,
      used: exactDecimal(used),
      limit: exactDecimal(limit),
      share: exactDecimal(share),
    })),
  };
  return ok(body, { simulated: view.simulated });
}

function orderOf({
  order_type: type,
  price,
  stop_price: stopPrice,
  ...rest
}: WithoutNull<Call<'tradingV2RiskCheck'>['body']>): V2OrderBody {
  const prices = type === 'stop' ? { stop_price: stopPrice ?? price } : { price, stop_price: stopPrice };
  // A market order has no price of its own; what its sender reckons with is not asked for.
  return { ...rest, type, ...(type === 'market' ? { stop_price: stopPrice } : prices) };
}

function rehearsalOf(desk: Desk, account: string, command: SignalCommand): Rehearse {
  const route = directRoute(account, MAX_AGE_MS);
  return (quantity) => desk.rehearse([{ ...command, quantity }], route)[0];
}

function lacksPrice(decision: DecisionView | undefined): boolean {
  const code = decision?.reason?.code;
  return code === 'REFERENCE_PRICE_MISSING' || code === 'REFERENCE_PRICE_STALE';
}

/** A rehearsal asks for a price where none is kept fresh, as an order does; whether one came in time. */
async function priceCame(clock: Clock, look: () => Result<InstrumentView>): Promise<boolean> {
  const timeOf = (found: Result<InstrumentView>) => (found.kind === 'ok' ? found.value.quoteTime : undefined);
  const before = timeOf(look());
  for (let waited = 0; waited < PRICE_WAIT_MS; waited += PRICE_LOOK_MS) {
    await new Promise<void>((resolve) => void clock.after(PRICE_LOOK_MS, () => resolve()));
    if (timeOf(look()) !== before) return true;
  }
  return false;
}

interface Share {
  readonly check: string;
  readonly used: Decimal;
  readonly limit: Decimal;
  /** 0.25 is a quarter of the limit. */
  readonly share: Decimal;
}

/** How much of each limit the order would use, of the checks that were asked. */
function sharesOf(checks: readonly CheckView[]): Share[] {
  return checks.flatMap((check) => {
    const compared = comparedBy(check);
    if (compared === undefined) return [];
    const { used, limit } = compared;
    const share = isPositive(limit) ? divide(used, limit, 'half_even') : isPositive(used) ? ONE : ZERO;
    return [{ check: check.check, used, limit, share: roundToPlaces(share, SCORE_PLACES + 2, 'half_even') }];
  });
}

function scoreOf(shares: readonly Share[]): Decimal {
  const largest = shares.reduce((most: Decimal, { share }) => maximum(most, share), ZERO);
  return minimum(HUNDRED, roundToPlaces(multiplyRounded(largest, HUNDRED, 'half_even'), SCORE_PLACES, 'half_even'));
}

function levelOf(score: Decimal): 'low' | 'medium' | 'high' {
  return LEVELS.find(([, from]) => score >= from)?.[0] ?? 'low';
}

function textsOf(kind: 'violation' | 'warning', reasons: readonly ReasonView[], language: Language) {
  return {
    [`${kind}s`]: reasons.map(({ code, values }) => renderError(code, values, language)),
    [`${kind}_codes`]: reasons.map(({ code }) => code),
  };
}

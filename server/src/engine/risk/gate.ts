/**
 * The gate: every order passes it, manual, automatic, protective and closing ones alike, and what leaves it approved is
 * the only thing a broker takes. The first check that denies names the reason; all that ran are shown in the trail.
 */
import type { ApprovedAmend, ApprovedAmendFields, ApprovedOrder } from '#domain/approved-order.ts';
import { type Decimal, formatDecimal, ZERO } from '#domain/decimal.ts';
import { mintApprovedAmend, mintApprovedOrder } from '#domain/mint-approval.ts';
import type { Order, Reason } from '#domain/order.ts';
import type { CheckResult } from '../order-events.ts';
import { type CheckOutcome, type CheckValues, PASSED, type RiskCheck, type RiskContext } from './check.ts';
import { accountReconciled } from './checks/account-reconciled.ts';
import { allowedSymbols } from './checks/allowed-symbols.ts';
import { customIntervals } from './checks/custom-intervals.ts';
import { duplicateIntent } from './checks/duplicate-intent.ts';
import { instrumentTradable } from './checks/instrument-tradable.ts';
import { margin } from './checks/margin.ts';
import { messageRate } from './checks/message-rate.ts';
import { notionalMinimum } from './checks/notional-minimum.ts';
import { openOrders } from './checks/open-orders.ts';
import { orderKind } from './checks/order-kind.ts';
import { orderValue } from './checks/order-value.ts';
import { positionValue } from './checks/position-value.ts';
import { priceCollar } from './checks/price-collar.ts';
import { priceTick } from './checks/price-tick.ts';
import { protectionSide } from './checks/protection-side.ts';
import { quantityBounds } from './checks/quantity-bounds.ts';
import { quantityStep } from './checks/quantity-step.ts';
import { reduceOnly } from './checks/reduce-only.ts';
import { referencePrice } from './checks/reference-price.ts';
import { repeatedExecution } from './checks/repeated-execution.ts';
import { shortPermitted } from './checks/short-permitted.ts';
import { symbolFrozen } from './checks/symbol-frozen.ts';
import { tradingHours } from './checks/trading-hours.ts';
import { tradingState } from './checks/trading-state.ts';
import { venueBalance } from './checks/venue-balance.ts';

/** In the order in which they are asked: what stops everything first, what costs most last. */
export const RISK_CHECKS: readonly RiskCheck[] = [
  tradingState,
  accountReconciled,
  instrumentTradable,
  symbolFrozen,
  allowedSymbols,
  tradingHours,
  customIntervals,
  orderKind,
  quantityStep,
  quantityBounds,
  priceTick,
  referencePrice,
  priceCollar,
  protectionSide,
  notionalMinimum,
  reduceOnly,
  shortPermitted,
  orderValue,
  positionValue,
  openOrders,
  messageRate,
  duplicateIntent,
  repeatedExecution,
  margin,
  venueBalance,
];

/** Each check with its result when it passes without numbers, made once. */
const ASKED = RISK_CHECKS.map((check) => {
  const plainPass: CheckResult = Object.freeze({ check: check.name, passed: true, values: {} });
  return { check, plainPass };
});

declare const verdictBrand: unique symbol;

/** Proof that the gate has looked at an order and let it pass. */
export interface Approval {
  readonly [verdictBrand]: true;
  readonly approved: true;
  readonly checks: readonly CheckResult[];
  /** What the order holds back from free margin until it is filled or dead. */
  readonly reservation: Decimal;
  readonly referencePrice: Decimal | undefined;
  readonly limitsVersion: string;
}
export interface Denial {
  readonly approved: false;
  readonly reason: Reason;
  readonly checks: readonly CheckResult[];
}

/** Asks all checks that apply, up to the first that denies. */
export function judge(context: RiskContext): Approval | Denial {
  const checks: CheckResult[] = [];
  const opening = context.openingQuantity > ZERO;
  for (const { check, plainPass } of ASKED) {
    if (check.appliesTo === 'opening' && !opening) continue;
    const outcome = check.evaluate(context);
    checks.push(outcome === PASSED ? plainPass : resultOf(check.name, outcome));
    if (!outcome.passed)
      return { approved: false, reason: { code: outcome.code, values: textOf(outcome.values) }, checks };
  }
  const approval: Omit<Approval, typeof verdictBrand> = {
    approved: true,
    checks,
    reservation: reservationOf(context),
    referencePrice: context.reference,
    limitsVersion: context.limits.version,
  };
  return approval as Approval;
}

/** The approved order for one attempt, with exactly the fields that were judged. */
export function approveAttempt(approval: Approval, order: Order, attempt: AttemptFields): ApprovedOrder {
  return mintApprovedOrder({
    accountId: order.accountId,
    orderId: order.id,
    request: order.request,
    limitsVersion: approval.limitsVersion,
    clientOrderId: attempt.clientOrderId,
    attempt: attempt.attempt,
    approvedAt: attempt.approvedAt,
    deadlineAt: attempt.deadlineAt,
  });
}

export interface AttemptFields {
  readonly clientOrderId: string;
  readonly attempt: number;
  readonly approvedAt: number;
  readonly deadlineAt: number;
}

/** The approved change of a resting order, whose amended request was judged. */
export function approveAmend(_approval: Approval, fields: ApprovedAmendFields): ApprovedAmend {
  return mintApprovedAmend(fields);
}

/** A code's values as the text that messages show. */
export function textOf(values: CheckValues): Record<string, string> {
  const text: Record<string, string> = {};
  for (const key in values) {
    const value = values[key];
    text[key] = typeof value === 'bigint' ? formatDecimal(value) : String(value);
  }
  return text;
}

function resultOf(check: string, outcome: CheckOutcome): CheckResult {
  if (outcome.passed) return { check, passed: true, values: outcome.values };
  return { check, passed: false, code: outcome.code, values: outcome.values };
}

function reservationOf({ openingQuantity, marginNeeded }: RiskContext): Decimal {
  return openingQuantity === ZERO ? ZERO : (marginNeeded ?? ZERO);
}

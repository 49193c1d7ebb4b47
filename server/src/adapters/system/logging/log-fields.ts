/**
 * Which fields a log line may carry. The list names what is permitted: a field that is not on it is written without its
 * value, so that a body, a header or a whole object handed in by mistake tells nothing. Secrets are masked by their type,
 * wherever they are.
 */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import { Secret, SECRET_MASK } from '#domain/secret.ts';
import type { LogFields } from '#ports/logger.ts';
import { safeStack, safeText } from './log-text.ts';

/** Stands where a value was not permitted, so that its absence is seen. */
export const WITHHELD = '[withheld]';

const DEPTH_MAX = 5;
const ITEMS_MAX = 50;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Fields whose values are harmless by what they are. Add a name here only when no value of it can be a secret. */
const PERMITTED: ReadonlySet<string> = new Set([
  ...words(`account accountId accounts agentId apiClientId attemptId backtestId bridgeId brokerId clientOrderId commandId
    connectionId correlationId fillId instrumentId intentId jobId nodeId orderId orderIds ownerId parentOrderId positionId
    publicId requestId routeId sequence signalId strategyId streamId ticket tradeId traceId user userId venueOrderId
    webhookId`),
  ...words(`amount ask averagePrice balance bid currency deadlineAt equity exposure fee fees filledQuantity fillPrice
    fillQuantity instrument leavesQuantity limitPrice limitsVersion lots margin maximum minimum notional pnl position
    positions price quantity quote reference referencePrice reservation side stopLoss stopPrice symbol symbols timeCheck takeProfit
    timeInForce tradingState type value volume`),
  ...words(`action actor actual broker category changed channel check checks code codes command component configVersion detail effect
    environment event expected feature from grammar issue kind language level limit limits mode module name needsRestart
    notice origin outcome path paths phase problem problems reason result role rule scope source stage state states status
    stream subject task to topic values venue version`),
  ...words(`address bytes clientIp file files host hostname ip method node operation peer pid port protocol publicUrl
    remoteAddress route statusCode unusedVariables url variable`),
  ...words(`active ageMs attempt attempts backlog batch column count delayMs depth done dropped durationMs elapsedMs enabled
    epoch failed failures filled generation index intervalMs lagMs latencyMs length limitMs line lost maxMs missing offset
    open passed pending percent queueLength rate ratio received remaining replayed retries retryAfterMs rows sent size
    skipped success tick total uptimeMs waiting windowMs`),
  ...words(`acceptedAt at createdAt date day endedAt expiresAt receivedAt since sentAt startedAt time timeMs until
    updatedAt venueTime`),
  // What the events of an account are made of. Comments and tags stay away: they are free text of who sent the signal.
  // So do notes, where a person writes them.
  ...words(`adjustments after answer available baseFee before contractSize cost conversionRate differences entryOrderId
    otherFee positionsAt groupId id initialBalance liquidity magic quoteCurrency rateSource
    marginUsed misses ocoGroup ordersCompared portion positionMode positionTicket postOnly realizedPnl reduceOnly request
    reserved sendBefore strategy takeProfits tradeIds unrealizedPnl venueReason activationPrice bestPrice catchUp
    how touched isHeld parentKind paymentId shares slice terms trailDistance trailUnit triggerPrice visibleQuantity`),
  ...words('cause err error errors exitCode errno signal stack syscall'),
]);

/** Numbers that a registered code compared: their names are the code's own. */
const FREE_INSIDE = new Set(['values']);
const SOUNDS_SECRET =
  /secret|passw|passphrase|token|api_?key|private|credential|authorization|cookie|signature|密码|密钥/i;

/** Whether a field of this name is written with its value. */
export const isPermittedField = (name: string): boolean => PERMITTED.has(name);

/** The fields as they may be written. */
export function permittedFields(fields: LogFields, extra: ReadonlySet<string>): Record<string, unknown> {
  return new FieldFilter(extra).object(fields, 0, false);
}

class FieldFilter {
  readonly #extra: ReadonlySet<string>;

  constructor(extra: ReadonlySet<string>) {
    this.#extra = extra;
  }

  object(fields: object, depth: number, free: boolean): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const entries = entriesOf(fields);
    for (const [name, value] of entries.slice(0, ITEMS_MAX)) {
      if (value === undefined || typeof value === 'function') continue;
      const safeName = PERMITTED.has(name) ? name : safeText(name);
      if (value instanceof Secret) result[safeName] = SECRET_MASK;
      else if (this.#permits(name, free)) result[safeName] = this.#value(value, depth + 1, FREE_INSIDE.has(name));
      else result[safeName] = WITHHELD;
    }
    if (entries.length > ITEMS_MAX) result['omitted'] = entries.length - ITEMS_MAX;
    return result;
  }

  #permits(name: string, free: boolean): boolean {
    if (free) return !SOUNDS_SECRET.test(name);
    return PERMITTED.has(name) || this.#extra.has(name);
  }

  #value(value: unknown, depth: number, free: boolean): unknown {
    if (typeof value === 'string') return safeText(value);
    if (typeof value === 'bigint') return formatDecimal(value as Decimal);
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value === 'boolean' || value === null) return value;
    if (typeof value !== 'object') return WITHHELD;
    if (value instanceof Secret) return SECRET_MASK;
    if (depth > DEPTH_MAX) return WITHHELD;
    if (value instanceof Error) return this.#error(value, depth);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
    if (ArrayBuffer.isView(value)) return WITHHELD;
    if (Array.isArray(value) || value instanceof Set) return this.#list([...value], depth, free);
    return this.object(value, depth, free);
  }

  #list(items: readonly unknown[], depth: number, free: boolean): readonly unknown[] {
    const shown = items.slice(0, ITEMS_MAX).map((item) => this.#value(item, depth + 1, free));
    return items.length > ITEMS_MAX ? [...shown, `… ${items.length - ITEMS_MAX} more`] : shown;
  }

  /** An error's own words; what else hangs on it (a request, a configuration, headers) stays away. */
  #error(error: Error, depth: number): Record<string, unknown> {
    const { name, message, stack, cause } = error;
    const code = (error as { readonly code?: unknown }).code;
    return {
      type: safeText(String(name)),
      message: safeText(String(message)),
      ...(typeof code === 'string' || typeof code === 'number' ? { code: this.#value(code, depth, false) } : {}),
      ...(typeof stack === 'string' ? { stack: safeStack(stack) } : {}),
      ...(cause === undefined ? {} : { cause: this.#cause(cause, depth) }),
    };
  }

  #cause(cause: unknown, depth: number): unknown {
    return typeof cause === 'object' || typeof cause === 'string' ? this.#value(cause, depth + 1, false) : WITHHELD;
  }
}

function entriesOf(fields: object): readonly (readonly [string, unknown])[] {
  return fields instanceof Map
    ? [...fields].map(([key, value]) => [String(key), value] as const)
    : Object.entries(fields);
}

/**
 * What the engine may count on, for an account with one or two markets: an order type counts when any of them has it, since
 * an order the market lacks is denied with its own code; a promise counts only when all of them keep it.
 */
import type { OrderType } from '#domain/order.ts';
import type { TimeInForce } from '#domain/signal.ts';
import type { BrokerCapabilities } from '#ports/broker.ts';
import type { CcxtAccount } from './ccxt-account.ts';
import type { ExchangeProfile, MarketProfile } from './profile.ts';

const ORDER_TYPES: readonly OrderType[] = ['market', 'limit', 'stop', 'stop_limit'];
const TIMES_IN_FORCE: readonly TimeInForce[] = ['gtc', 'ioc', 'fok', 'day'];
/** How long after it was signed an order may still leave; the venue's own window comes after that. */
const REQUEST_DEADLINE_MS = 5_000;

export function brokerCapabilities(
  profile: ExchangeProfile,
  { markets }: Pick<CcxtAccount, 'markets'>,
): BrokerCapabilities {
  const profiles = markets.map((market) => profile.markets[market]);
  const any = (has: (market: MarketProfile) => boolean): boolean => profiles.some(has);
  const every = (has: (market: MarketProfile) => boolean): boolean => profiles.every(has);
  const shapes = profiles.flatMap(({ capabilities }) => Object.values(capabilities.orders));
  const proofDelays = profiles.map(({ proofDelayMs }) => proofDelayMs);
  return {
    orderTypes: ORDER_TYPES.filter((type) => any(({ capabilities }) => capabilities.orders[type] !== undefined)),
    timesInForce: TIMES_IN_FORCE.filter((time) => shapes.some(({ timesInForce }) => timesInForce.includes(time))),
    postOnly: shapes.some(({ postOnly }) => postOnly),
    // Spot has none: with it in the account the engine itself keeps closes within the position, on both markets.
    reduceOnly: every(({ capabilities }) => capabilities.reduceOnly),
    // The engine amends whatever rests; where one kind can't be changed in place it cancels and places anew.
    amend: every(canAmend),
    oneCancelsOther: false,
    // Where our own orders can't be told by their id, those of others can't either.
    externalTrading: profiles.every(({ clientOrderId }) => clientOrderId.form !== 'integer53'),
    balanceIsTruth: true,
    ...(markets.includes('spot') && sizesBuysByCost(profile.markets.spot) ? { marketBuyBy: BUYS_BY_COST } : {}),
    positionModes: every(({ capabilities }) => capabilities.hedged) ? ['netting', 'hedging'] : ['netting'],
    clientOrderIdUnique: uniqueness(profiles),
    ...(proofDelays.every((delay) => delay !== undefined) ? { proofDelayMs: Math.max(...proofDelays) } : {}),
    requestDeadlineMs: REQUEST_DEADLINE_MS,
  };
}

const BUYS_BY_COST = { crypto_spot: 'cost' } as const;

function sizesBuysByCost({ capabilities }: MarketProfile): boolean {
  return capabilities.orders.market?.sides?.includes('buy') === false;
}

function canAmend({ capabilities }: MarketProfile): boolean {
  const resting = (['limit', 'stop', 'stop_limit'] as const).filter((type) => capabilities.orders[type] !== undefined);
  return resting.every((type) => capabilities.amends.includes(type));
}

function uniqueness(profiles: readonly MarketProfile[]): BrokerCapabilities['clientOrderIdUnique'] {
  const promised = profiles.map(({ clientOrderId }) => clientOrderId.unique);
  if (promised.every((unique) => unique === 'ever')) return 'ever';
  return promised.includes('none') ? 'none' : 'open';
}

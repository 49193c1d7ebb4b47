/**
 * What the engine may count on, for an account with one or two markets: an order type counts when any of them has it, since
 * `lacks` judges each order by its own market; a promise counts only when all of them keep it.
 */
import type { StopShape } from '#domain/stop-shape.ts';
import type { OrderType } from '#domain/order.ts';
import type { TimeInForce } from '#domain/signal.ts';
import type { BrokerCapabilities } from '#ports/broker.ts';
import type { CcxtAccount } from './ccxt-account.ts';
import { lackingFor } from './order-call.ts';
import type { AccountTerms, ExchangeProfile, MarketProfile } from './profile.ts';

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
  const reducing = markets.filter((market) => profile.markets[market].capabilities.reduceOnly);
  const proofDelays = profiles.map(({ proofDelayMs }) => proofDelayMs);
  return {
    orderTypes: ORDER_TYPES.filter((type) => any(({ capabilities }) => capabilities.orders[type] !== undefined)),
    timesInForce: TIMES_IN_FORCE.filter((time) => shapes.some(({ timesInForce }) => timesInForce.includes(time))),
    postOnly: shapes.some(({ postOnly }) => postOnly),
    // Spot has none: there the engine itself keeps closes within the position.
    reduceOnly: every(({ capabilities }) => capabilities.reduceOnly),
    reduceOnlyKinds: reducing.map((market) => KINDS[market]),
    // Where nothing can only reduce, what is sold are holdings, and whatever rests has them set aside.
    tiesUp: markets.filter((market) => !reducing.includes(market)).map((market) => KINDS[market]),
    amend: every(canAmend),
    amends: amendsOf(profile, markets),
    stops: stopsOf(profile, markets),
    oneCancelsOther: false,
    externalTrading: true,
    balanceIsTruth: true,
    ...(markets.includes('swap') && profile.questions.fundingPaid === undefined ? { fundingUnlisted: true } : {}),
    ...(markets.includes('spot') && sizesBuysByCost(profile.markets.spot) ? { marketBuyBy: BUYS_BY_COST } : {}),
    positionModes: every(({ capabilities }) => capabilities.hedged) ? ['netting', 'hedging'] : ['netting'],
    clientOrderIdUnique: uniqueness(profiles),
    ...(proofDelays.every((delay) => delay !== undefined) ? { proofDelayMs: Math.max(...proofDelays) } : {}),
    requestDeadlineMs: REQUEST_DEADLINE_MS,
  };
}

/** Judges an order by the market it is for, as the call that would place it does. */
export function lackingIn(profile: ExchangeProfile, account: AccountTerms): NonNullable<BrokerCapabilities['lacks']> {
  return (request, { kind }) =>
    lackingFor({ request, market: kind === KINDS.spot ? 'spot' : 'swap', account, profile });
}

const BUYS_BY_COST = { crypto_spot: 'cost' } as const;

function sizesBuysByCost({ capabilities }: MarketProfile): boolean {
  return capabilities.orders.market?.sides?.includes('buy') === false;
}

const KINDS = { spot: 'crypto_spot', swap: 'crypto_perpetual' } as const;

/** Each market has stops of its own, some of them of one side or for closing only. */
function stopsOf(profile: ExchangeProfile, markets: CcxtAccount['markets']): NonNullable<BrokerCapabilities['stops']> {
  return Object.fromEntries(
    markets.map((market) => [KINDS[market], STOPS.flatMap((type) => shapesOf(profile.markets[market], type))] as const),
  );
}

const STOPS = ['stop', 'stop_limit'] as const;

function shapesOf({ capabilities }: MarketProfile, type: StopShape['type']): StopShape[] {
  const shape = capabilities.orders[type];
  if (shape === undefined) return [];
  const only = shape.onlyClosing === true ? { onlyClosing: true as const } : {};
  return shape.sides === undefined ? [{ type, ...only }] : shape.sides.map((side) => ({ type, side, ...only }));
}

function amendsOf(
  profile: ExchangeProfile,
  markets: CcxtAccount['markets'],
): NonNullable<BrokerCapabilities['amends']> {
  return Object.fromEntries(
    markets.map((market) => [KINDS[market], profile.markets[market].capabilities.amends] as const),
  );
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

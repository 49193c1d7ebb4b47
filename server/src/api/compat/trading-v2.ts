/**
 * The face of Trading v2, an older interface to crypto exchanges: its sixteen operations over the same desk as everything
 * else. Its paths, accesses and shapes stand in the contract; an API key or an access token opens it.
 */
import { isoTime } from '#domain/iso-time.ts';
import type { Health } from '#runtime/desk.ts';
import { type Answer, type Handlers, ok } from '../http/call.ts';
import type { HttpServerOptions } from '../http/server-options.ts';
import { exchangeOf, V2_EXCHANGES } from './trading-v2-account.ts';
import { showAccount, showBalance } from './trading-v2-balances.ts';
import { placeBatch } from './trading-v2-batch.ts';
import { cancelOrder, cancelOrders } from './trading-v2-cancels.ts';
import { listOpenOrders, listOrderHistory, showOrder } from './trading-v2-listing.ts';
import { withoutNull } from './trading-v2-null.ts';
import { placeOrder } from './trading-v2-orders.ts';
import { closePosition, listPositions, showPosition } from './trading-v2-positions.ts';
import { checkRisk } from './trading-v2-risk.ts';

type Options = Pick<HttpServerOptions, 'desk' | 'ids' | 'clock' | 'version'>;
type V2Handlers = Pick<Handlers, Extract<keyof Handlers, `tradingV2${string}`>>;

const STATUS_WORDS = {
  healthy: 'operational',
  degraded: 'degraded',
  unhealthy: 'unavailable',
} as const satisfies Record<Health['status'], string>;
const FEATURES = {
  market_order: true,
  limit_order: true,
  stop_order: true,
  batch_orders: true,
  position_tracking: true,
  risk_management: true,
};

/** Handlers of the whole interface. */
export function createTradingV2Handlers(options: Options): V2Handlers {
  return {
    tradingV2MarketOrder: (call) => placeOrder(options, call, { ...withoutNull(call.body), type: 'market' }),
    tradingV2LimitOrder: (call) => placeOrder(options, call, { ...withoutNull(call.body), type: 'limit' }),
    tradingV2StopOrder: (call) => placeOrder(options, call, { ...withoutNull(call.body), type: 'stop' }),
    tradingV2Batch: (call) => placeBatch(options, call),
    tradingV2CancelOrder: (call) => cancelOrder(options, call),
    tradingV2CancelOrders: (call) => cancelOrders(options, call),
    tradingV2OpenOrders: (call) => listOpenOrders(options, call),
    tradingV2OrderHistory: (call) => listOrderHistory(options, call),
    tradingV2OrderStatus: (call) => showOrder(options, call),
    tradingV2Positions: (call) => listPositions(options, call),
    tradingV2Position: (call) => showPosition(options, call),
    tradingV2ClosePosition: (call) => closePosition(options, call),
    tradingV2AccountInfo: (call) => showAccount(options, call),
    tradingV2AccountBalance: (call) => showBalance(options, call),
    tradingV2RiskCheck: (call) => checkRisk(options, call),
    tradingV2SystemStatus: () => showStatus(options),
  };
}

function showStatus({ desk, clock, version }: Options): Answer {
  const connected = new Set(desk.accounts().map(({ broker }) => exchangeOf(broker)));
  return ok({
    status: STATUS_WORDS[desk.health().status],
    timestamp: isoTime(clock.now()),
    version,
    features: FEATURES,
    supported_exchanges: V2_EXCHANGES,
    connected_exchanges: V2_EXCHANGES.filter((name) => connected.has(name)),
  });
}

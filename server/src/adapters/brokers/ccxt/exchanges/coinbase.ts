/**
 * Coinbase Advanced: spot and perpetuals settled in USDC. Our id travels under the exchange's own name, the client would replace
 * it. There is no lookup by it and no cancel by it: orders are listed since they were sent, and canceled by the exchange's id.
 */
import { LIMIT, MARKET, MARKET_SELL, STOP_LIMIT } from '../order-shape.ts';
import { field } from '../native-codes.ts';
import type {
  ExchangeProfile,
  ListCall,
  LookupStep,
  MarketCapabilities,
  MarketProfile,
  OrderTarget,
  OutgoingAmend,
  OutgoingCall,
  OutgoingOrder,
  VenueMarket,
} from '../profile.ts';
import { COINBASE_CODES } from './coinbase-codes.ts';
import { COINBASE_QUESTIONS } from './coinbase-questions.ts';
import { COINBASE_STREAMS } from './coinbase-streams.ts';

/** A signed request is good for two minutes. */
const TOKEN_MS = 120_000;
const PROCESSING_MS = 30_000;
const PAGE = 250;
/** The exchange's clock may be behind ours, and lists begin at its own time. */
const SINCE_MARGIN_MS = 60_000;

function place(order: OutgoingOrder): OutgoingCall {
  const { market, side, quantity, limitPrice, stopPrice, clientOrderId, account } = order;
  const isSwap = market.kind === 'swap';
  const params = {
    client_order_id: clientOrderId,
    ...(stopPrice === undefined ? {} : { stopLossPrice: stopPrice }),
    ...(limitPrice === undefined ? {} : { timeInForce: order.timeInForce.toUpperCase() }),
    ...(order.postOnly ? { postOnly: true } : {}),
    ...(isSwap ? { marginMode: account.marginMode } : {}),
    ...(isSwap && account.leverage !== undefined ? { leverage: account.leverage } : {}),
  };
  const type = limitPrice === undefined ? 'market' : 'limit';
  return {
    call: { method: 'createOrder', args: [market.symbol, type, side, quantity, limitPrice, params] },
    wire: {
      method: 'POST',
      path: '/api/v3/brokerage/orders',
      fields: {
        client_order_id: clientOrderId,
        product_id: market.nativeId,
        side: side.toUpperCase(),
        ...configurationOf(order),
        margin_type: isSwap ? account.marginMode.toUpperCase() : undefined,
        leverage: isSwap ? account.leverage : undefined,
      },
    },
  };
}

function configurationOf(order: OutgoingOrder): Readonly<Record<string, string | boolean | undefined>> {
  const { type, timeInForce, quantity: base_size, limitPrice: limit_price, side } = order;
  if (type === 'market') return nested('market_market_ioc', { base_size });
  if (type === 'stop_limit') {
    const stop_direction = side === 'buy' ? 'STOP_DIRECTION_STOP_UP' : 'STOP_DIRECTION_STOP_DOWN';
    return nested('stop_limit_stop_limit_gtc', { base_size, limit_price, stop_price: order.stopPrice, stop_direction });
  }
  if (timeInForce === 'ioc') return nested('sor_limit_ioc', { base_size, limit_price });
  if (timeInForce === 'fok') return nested('limit_limit_fok', { base_size, limit_price });
  return nested('limit_limit_gtc', { base_size, limit_price, post_only: order.postOnly });
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

const nested = (configuration: string, values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`order_configuration.${configuration}.${name}`, value]),
  );

function cancel({ market, venueOrderId }: OrderTarget): OutgoingCall | undefined {
  if (venueOrderId === undefined) return undefined;
  return {
    call: { method: 'cancelOrder', args: [venueOrderId, market.symbol] },
    wire: {
      method: 'POST',
      path: '/api/v3/brokerage/orders/batch_cancel',
      fields: { 'order_ids.0': venueOrderId },
    },
  };
}

function amend({ market, venueOrderId, type, side, quantity, limitPrice }: OutgoingAmend): OutgoingCall | undefined {
  if (venueOrderId === undefined || type !== 'limit' || limitPrice === undefined) return undefined;
  return {
    call: { method: 'editOrder', args: [venueOrderId, market.symbol, 'limit', side, quantity, limitPrice] },
    wire: {
      method: 'POST',
      path: '/api/v3/brokerage/orders/edit',
      fields: { order_id: venueOrderId, size: quantity, price: limitPrice },
    },
  };
}

function lookup({ market, venueOrderId, since }: OrderTarget): readonly LookupStep[] {
  if (venueOrderId !== undefined) {
    return [{ call: { method: 'fetchOrder', args: [venueOrderId, market.symbol] }, answer: 'order' }];
  }
  // Under the exchange's own name: by its own the client would drop orders from the page, and a full one look like the end.
  const scope = since === undefined ? {} : { start_date: new Date(since - SINCE_MARGIN_MS).toISOString() };
  const args = [market.symbol, undefined, PAGE, scope];
  return [{ call: { method: 'fetchOrders', args }, answer: 'list', pageSize: PAGE }];
}

function openOrders({ kind }: VenueMarket): readonly ListCall[] {
  const product_type = kind === 'spot' ? 'SPOT' : 'FUTURE';
  return [
    { call: { method: 'fetchOpenOrders', args: [undefined, undefined, PAGE, { product_type }] }, pageSize: PAGE },
  ];
}

const capabilities: Omit<MarketCapabilities, 'orders' | 'marginModes'> = {
  // The client makes a market close of the whole position of it, whatever the type and the price.
  reduceOnly: false,
  hedged: false,
  triggerDirection: 'stated',
  amends: ['limit'],
};

const common: Omit<MarketProfile, 'capabilities'> = {
  clientOrderId: {
    field: 'client_order_id',
    conditionalField: 'client_order_id',
    form: 'text',
    lengthMax: 36,
    // Said to answer a repeat with the order that exists; nobody has shown it.
    unique: 'open',
  },
  proofDelayMs: TOKEN_MS + PROCESSING_MS,
  place,
  cancel,
  amend,
  lookup,
  openOrders,
  streams: { orders: true, trades: false },
};

const spot: MarketProfile = {
  ...common,
  capabilities: {
    ...capabilities,
    orders: { market: MARKET_SELL, limit: LIMIT, stop_limit: STOP_LIMIT },
    marginModes: [],
  },
};

const swap: MarketProfile = {
  ...common,
  capabilities: {
    ...capabilities,
    orders: { market: MARKET, limit: LIMIT, stop_limit: STOP_LIMIT },
    marginModes: ['cross', 'isolated'],
  },
};

export const COINBASE: ExchangeProfile = {
  name: 'coinbase',
  title: 'Coinbase',
  // The client's usual question for balances is an older one, which does not tell what orders hold.
  options: { fetchBalance: 'v3PrivateGetBrokerageAccounts' },
  hasNot: ['fetchCurrencies'],
  passphrase: false,
  dropHeaders: [],
  hosts: ['api.coinbase.com'],
  // 30 private and 10 public requests in any second; what may leave at once and what comes back in that second stay below.
  rateUnitMs: 44,
  burstMs: 300,
  markets: { spot, swap },
  amendsLater: true,
  talk: COINBASE_STREAMS,
  permissions: {
    call: { method: 'v3PrivateGetBrokerageKeyPermissions', args: [] },
    read: (answer) => ({
      trade: field(answer, 'can_trade') === true,
      withdraw: field(answer, 'can_transfer') === true,
    }),
  },
  questions: COINBASE_QUESTIONS,
  codes: COINBASE_CODES,
};

/**
 * Bybit: spot and USDT/USDC perpetuals of a unified account. An answer only says that the order was received; whether it is
 * there is asked by the link id, which is never accepted twice. The client's own lookup can not say "none" without an
 * exchange id, so the two lists are asked, filtered by the link id.
 */
import { field, textField } from '../native-codes.ts';
import { LIMIT, MARKET, STOP, STOP_LIMIT_ANY } from '../order-shape.ts';
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
import { BYBIT_CODES } from './bybit-codes.ts';
import { BYBIT_QUESTIONS } from './bybit-questions.ts';
import { BYBIT_STREAMS } from './bybit-streams.ts';

const WINDOW_MS = 5_000;
const PROCESSING_MS = 15_000;
const PAGE = 50;

const categoryOf = ({ kind }: VenueMarket): string => (kind === 'spot' ? 'spot' : 'linear');
const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function place(order: OutgoingOrder): OutgoingCall {
  const { market, side, limitPrice, stopPrice, clientOrderId, positionSide } = order;
  const isSpot = market.kind === 'spot';
  const direction = side === 'buy' ? 'ascending' : 'descending';
  const params = {
    clientOrderId,
    ...(stopPrice === undefined ? {} : { triggerPrice: stopPrice }),
    ...(stopPrice === undefined || isSpot ? {} : { triggerDirection: direction, triggerBy: 'LastPrice' }),
    ...(limitPrice === undefined || order.postOnly ? {} : { timeInForce: order.timeInForce.toUpperCase() }),
    ...(order.postOnly ? { postOnly: true } : {}),
    ...(positionSide === undefined ? {} : { positionIdx: positionSide === 'long' ? 1 : 2 }),
    ...(order.reduceOnly ? { reduceOnly: true } : {}),
  };
  const type = limitPrice === undefined ? 'market' : 'limit';
  return {
    call: { method: 'createOrder', args: [market.symbol, type, side, order.quantity, limitPrice, params] },
    wire: placeWire(order),
  };
}

function placeWire(order: OutgoingOrder): OutgoingCall['wire'] {
  const { market, side, limitPrice, stopPrice, positionSide } = order;
  const isSpot = market.kind === 'spot';
  const isTrigger = stopPrice !== undefined;
  const timeInForce = order.postOnly ? 'PostOnly' : order.timeInForce.toUpperCase();
  return {
    method: 'POST',
    path: '/v5/order/create',
    fields: {
      category: categoryOf(market),
      symbol: market.nativeId,
      side: capitalized(side),
      orderType: limitPrice === undefined ? 'Market' : 'Limit',
      qty: order.quantity,
      price: limitPrice,
      timeInForce: limitPrice === undefined ? undefined : timeInForce,
      orderLinkId: order.clientOrderId,
      // Without it a market buy would take the quantity for money.
      marketUnit: isSpot && limitPrice === undefined ? 'baseCoin' : undefined,
      orderFilter: isSpot && isTrigger ? 'StopOrder' : undefined,
      triggerPrice: stopPrice,
      triggerDirection: isTrigger && !isSpot ? (side === 'buy' ? '1' : '2') : undefined,
      triggerBy: isTrigger && !isSpot ? 'LastPrice' : undefined,
      positionIdx: positionSide === undefined ? undefined : positionSide === 'long' ? '1' : '2',
      reduceOnly: order.reduceOnly ? true : undefined,
    },
  };
}

function cancel({ market, clientOrderId, conditional }: OrderTarget): OutgoingCall | undefined {
  const isSpot = market.kind === 'spot';
  // On spot a trigger order is only canceled where it is called one.
  if (isSpot && conditional === undefined) return undefined;
  const isTrigger = isSpot && conditional === true;
  const params = { orderLinkId: clientOrderId, ...(isTrigger ? { trigger: true } : {}) };
  return {
    call: { method: 'cancelOrder', args: [undefined, market.symbol, params] },
    wire: {
      method: 'POST',
      path: '/v5/order/cancel',
      fields: {
        category: categoryOf(market),
        symbol: market.nativeId,
        orderLinkId: clientOrderId,
        orderFilter: isSpot ? (isTrigger ? 'StopOrder' : 'Order') : undefined,
      },
      // A filter that the client repeats under its own name.
      unchecked: isTrigger ? ['trigger'] : [],
    },
  };
}

function amend(amended: OutgoingAmend): OutgoingCall {
  const { market, side, quantity, limitPrice, stopPrice, clientOrderId } = amended;
  const type = limitPrice === undefined ? 'market' : 'limit';
  const params = { orderLinkId: clientOrderId, ...(stopPrice === undefined ? {} : { triggerPrice: stopPrice }) };
  return {
    call: { method: 'editOrder', args: [undefined, market.symbol, type, side, quantity, limitPrice, params] },
    wire: {
      method: 'POST',
      path: '/v5/order/amend',
      fields: {
        category: categoryOf(market),
        symbol: market.nativeId,
        orderLinkId: clientOrderId,
        qty: quantity,
        price: limitPrice,
        triggerPrice: stopPrice,
        triggerBy: stopPrice === undefined ? undefined : 'LastPrice',
      },
    },
  };
}

function lookup({ market, clientOrderId }: OrderTarget): readonly LookupStep[] {
  return ['fetchOpenOrders', 'fetchCanceledAndClosedOrders'].map((method) => ({
    call: { method, args: [market.symbol, undefined, undefined, { orderLinkId: clientOrderId }] },
    answer: 'list',
  }));
}

/** Trigger orders are in the same list; a swap list is of one settle currency. */
function openOrders({ kind }: VenueMarket): readonly ListCall[] {
  const scopes = kind === 'spot' ? [{}] : [{ settleCoin: 'USDT' }, { settleCoin: 'USDC' }];
  return scopes.map((scope) => ({
    call: {
      method: 'fetchOpenOrders',
      args: [undefined, undefined, PAGE, { type: kind, ...(kind === 'spot' ? {} : { subType: 'linear' }), ...scope }],
    },
    pageSize: PAGE,
  }));
}

const capabilities: Omit<MarketCapabilities, 'reduceOnly' | 'hedged' | 'marginModes' | 'triggerDirection'> = {
  orders: { market: MARKET, limit: LIMIT, stop: STOP, stop_limit: STOP_LIMIT_ANY },
  amends: ['limit', 'stop', 'stop_limit'],
};

const common: Omit<MarketProfile, 'capabilities' | 'streams'> = {
  clientOrderId: { field: 'orderLinkId', conditionalField: 'orderLinkId', form: 'text', lengthMax: 36, unique: 'ever' },
  proofDelayMs: WINDOW_MS + PROCESSING_MS,
  place,
  cancel,
  amend,
  lookup,
  openOrders,
};

const spot: MarketProfile = {
  ...common,
  capabilities: {
    ...capabilities,
    reduceOnly: false,
    hedged: false,
    marginModes: [],
    triggerDirection: 'inferred',
  },
  streams: { orders: true, trades: true },
};

const swap: MarketProfile = {
  ...common,
  capabilities: {
    ...capabilities,
    reduceOnly: true,
    hedged: true,
    marginModes: ['cross', 'isolated'],
    triggerDirection: 'stated',
  },
  streams: { orders: true, trades: true },
};

export const BYBIT: ExchangeProfile = {
  name: 'bybit',
  title: 'Bybit',
  options: {
    recvWindow: WINDOW_MS,
    fetchMarkets: { types: ['spot', 'linear'] },
    // That it shows the newest 500 orders only; otherwise the client refuses to ask.
    fetchOrder: { acknowledged: true },
    // Otherwise asked within the first order, and remembered whatever came back.
    enableUnifiedMargin: false,
    enableUnifiedAccount: true,
    unifiedMarginStatus: 6,
  },
  hasNot: ['fetchCurrencies'],
  passphrase: false,
  sandbox: { spot: 'setSandboxMode', swap: 'setSandboxMode' },
  dropHeaders: ['Referer'],
  hosts: ['api.bybit.com', 'api-testnet.bybit.com', 'api-demo.bybit.com'],
  rateUnitMs: 20,
  markets: { spot, swap },
  amendsLater: true,
  talk: BYBIT_STREAMS,
  permissions: {
    call: { method: 'privateGetV5UserQueryApi', args: [] },
    read: (answer) => {
      const key = field(answer, 'result');
      const wallet = field(field(key, 'permissions'), 'Wallet');
      const granted = Array.isArray(wallet) ? (wallet as readonly unknown[]) : [];
      const ips = field(key, 'ips');
      return {
        trade: textField(key, 'readOnly') === '0',
        withdraw: granted.includes('Withdraw'),
        ipRestricted: Array.isArray(ips) && ips.length > 0 && !ips.includes('*'),
      };
    },
  },
  questions: BYBIT_QUESTIONS,
  codes: BYBIT_CODES,
};

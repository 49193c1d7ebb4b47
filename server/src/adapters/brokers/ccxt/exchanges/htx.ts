/**
 * HTX, formerly Huobi: spot and USDT perpetuals; quantities of swaps are contracts. Spot takes no market buy by quantity and no
 * market stop. On swaps an order is named by an integer, and only the stop that closes a position is sent: the client writes the
 * type of the plain order over the one of a trigger order.
 */
import { field, textField } from '../native-codes.ts';
import { LIMIT, MARKET, MARKET_SELL, STOP, STOP_LIMIT } from '../order-shape.ts';
import type {
  ExchangeProfile,
  ListCall,
  LookupStep,
  MarketProfile,
  OrderTarget,
  OutgoingCall,
  OutgoingOrder,
  VenueMarket,
} from '../profile.ts';
import { HTX_CODES } from './htx-codes.ts';
import { HTX_QUESTIONS } from './htx-questions.ts';
import { HTX_STREAMS } from './htx-streams.ts';

const PROOF_MS = 60_000;
const SIGNED = ['AccessKeyId', 'SignatureMethod', 'SignatureVersion', 'Timestamp', 'Signature'];
/** The numeric account of the keys' owner, and the partner code that can not be left out. */
const OF_THE_ACCOUNT = ['account-id', 'channel_code'];

function placeSpot(order: OutgoingOrder): OutgoingCall {
  const { market, side, quantity, limitPrice, stopPrice, clientOrderId, timeInForce } = order;
  const params = {
    clientOrderId,
    ...(stopPrice === undefined ? {} : { triggerPrice: stopPrice }),
    ...(limitPrice === undefined || timeInForce === 'gtc' ? {} : { timeInForce: timeInForce.toUpperCase() }),
    ...(order.postOnly ? { postOnly: true } : {}),
  };
  const type = limitPrice === undefined ? 'market' : 'limit';
  const operator = side === 'buy' ? 'gte' : 'lte';
  return {
    call: { method: 'createOrder', args: [market.symbol, type, side, quantity, limitPrice, params] },
    wire: {
      method: 'POST',
      path: '/v1/order/orders/place',
      fields: {
        symbol: market.nativeId,
        type: `${side}-${spotType(order)}`,
        amount: quantity,
        price: limitPrice,
        'stop-price': stopPrice,
        operator: stopPrice === undefined ? undefined : operator,
        'client-order-id': clientOrderId,
      },
      unchecked: [...SIGNED, ...OF_THE_ACCOUNT],
    },
  };
}

function spotType({ type, postOnly, timeInForce }: OutgoingOrder): string {
  if (type === 'market') return 'market';
  if (postOnly) return 'limit-maker';
  if (timeInForce === 'ioc') return 'ioc';
  return `${type === 'stop_limit' ? 'stop-limit' : 'limit'}${timeInForce === 'fok' ? '-fok' : ''}`;
}

function placeSwap(order: OutgoingOrder): OutgoingCall {
  const { market, side, quantity, limitPrice, stopPrice, clientOrderId, account, positionSide } = order;
  const isStop = stopPrice !== undefined;
  const type = limitPrice === undefined ? 'market' : 'limit';
  const params = {
    clientOrderId,
    marginMode: account.marginMode,
    timeInForce: order.timeInForce.toUpperCase(),
    ...(order.postOnly ? { postOnly: true } : {}),
    ...(isStop ? { stopLossPrice: stopPrice, sl_type: type, position_side: positionSide ?? 'both' } : {}),
    ...(isStop || positionSide === undefined ? {} : { position_side: positionSide }),
    ...(order.reduceOnly && !isStop && positionSide === undefined ? { reduceOnly: true } : {}),
  };
  return {
    call: { method: 'createOrder', args: [market.symbol, type, side, quantity, limitPrice, params] },
    wire: isStop ? stopWire(order) : swapWire(order),
  };
}

function commonFields(order: OutgoingOrder): Readonly<Record<string, string>> {
  return {
    contract_code: order.market.nativeId,
    volume: order.quantity,
    side: order.side,
    margin_mode: order.account.marginMode,
    time_in_force: order.timeInForce,
  };
}

function swapWire(order: OutgoingOrder): OutgoingCall['wire'] {
  const { limitPrice, postOnly, positionSide } = order;
  const type = limitPrice === undefined ? 'market' : 'limit';
  return {
    method: 'POST',
    path: '/v5/trade/order',
    fields: {
      ...commonFields(order),
      type: postOnly ? 'post_only' : type,
      price: limitPrice,
      position_side: positionSide,
      reduce_only: order.reduceOnly && positionSide === undefined ? '1' : undefined,
      client_order_id: order.clientOrderId,
    },
    unchecked: [...SIGNED, ...OF_THE_ACCOUNT],
  };
}

/** A stop-loss is bound to its position: it can only close. */
function stopWire(order: OutgoingOrder): OutgoingCall['wire'] {
  return {
    method: 'POST',
    path: '/v5/algo/order',
    fields: {
      ...commonFields(order),
      type: 'sl',
      sl_trigger_price: order.stopPrice,
      sl_order_price: order.limitPrice,
      sl_type: order.limitPrice === undefined ? 'market' : 'limit',
      position_side: order.positionSide ?? 'both',
      algo_client_order_id: order.clientOrderId,
    },
    unchecked: [...SIGNED, ...OF_THE_ACCOUNT],
  };
}

function cancelSpot({ market, clientOrderId }: OrderTarget): OutgoingCall {
  return {
    call: { method: 'cancelOrder', args: [undefined, market.symbol, { clientOrderId }] },
    wire: {
      method: 'POST',
      path: '/v1/order/orders/submitCancelClientOrder',
      fields: { 'client-order-id': clientOrderId },
      unchecked: SIGNED,
    },
  };
}

function cancelSwap(target: OrderTarget): OutgoingCall | undefined {
  const { market, clientOrderId, venueOrderId, conditional, triggeredOrderId } = target;
  if (triggeredOrderId !== undefined) {
    return {
      call: { method: 'cancelOrder', args: [triggeredOrderId, market.symbol] },
      wire: {
        method: 'POST',
        path: '/v5/trade/cancel_order',
        fields: { contract_code: market.nativeId, order_id: triggeredOrderId },
        unchecked: SIGNED,
      },
    };
  }
  if (conditional === undefined) return undefined;
  // Somebody else's without a name goes by the exchange's id.
  const isNameless = conditional && clientOrderId === venueOrderId;
  const params = { ...(isNameless ? {} : { clientOrderId }), ...(conditional ? { stopLoss: true } : {}) };
  const named = isNameless ? { '0.algo_id': venueOrderId } : { '0.algo_client_order_id': clientOrderId };
  return {
    call: { method: 'cancelOrder', args: [isNameless ? venueOrderId : undefined, market.symbol, params] },
    wire: {
      method: 'POST',
      path: conditional ? '/v5/algo/cancel_orders' : '/v5/trade/cancel_order',
      fields: conditional
        ? { '0.contract_code': market.nativeId, ...named }
        : { contract_code: market.nativeId, client_order_id: clientOrderId },
      unchecked: SIGNED,
    },
  };
}

function lookup({ market, clientOrderId, conditional, account }: OrderTarget): readonly LookupStep[] {
  const ask = (params: Readonly<Record<string, unknown>>): LookupStep => ({
    call: { method: 'fetchOrder', args: [undefined, market.symbol, { clientOrderId, ...params }] },
    answer: 'order',
  });
  if (market.kind === 'spot') return [ask({})];
  const plain = ask({ marginMode: account.marginMode });
  const stop = ask({ stopLoss: true });
  if (conditional === undefined) return [plain, stop];
  return conditional ? [stop] : [plain];
}

function openOrders({ kind }: VenueMarket): readonly ListCall[] {
  const list = (params: Readonly<Record<string, unknown>>, pageSize: number): ListCall => ({
    call: { method: 'fetchOpenOrders', args: [undefined, undefined, pageSize, { type: kind, ...params }] },
    pageSize,
  });
  if (kind === 'spot') return [list({}, 500)];
  const conditional = ['stopLoss', 'takeProfit', 'stopLossTakeProfit', 'trigger', 'trailing'];
  const all = [{}, ...conditional.map((name) => ({ [name]: true }))];
  return all.map((params) => list({ subType: 'linear', ...params }, 50));
}

const spot: MarketProfile = {
  capabilities: {
    orders: {
      market: MARKET_SELL,
      limit: LIMIT,
      stop_limit: { ...STOP_LIMIT, timesInForce: ['gtc', 'fok'] },
    },
    reduceOnly: false,
    hedged: false,
    triggerDirection: 'stated',
    marginModes: [],
    amends: [],
  },
  clientOrderId: {
    field: 'client-order-id',
    conditionalField: 'client-order-id',
    form: 'text',
    lengthMax: 64,
    unique: 'day',
  },
  proofDelayMs: PROOF_MS,
  place: placeSpot,
  cancel: cancelSpot,
  lookup,
  openOrders,
  streams: { orders: true, trades: true, stops: false },
};

const swap: MarketProfile = {
  capabilities: {
    orders: {
      market: MARKET,
      limit: LIMIT,
      stop: { ...STOP, onlyClosing: true },
      stop_limit: { ...STOP_LIMIT, onlyClosing: true },
    },
    reduceOnly: true,
    hedged: true,
    triggerDirection: 'stated',
    marginModes: ['cross', 'isolated'],
    amends: [],
  },
  clientOrderId: {
    field: 'client_order_id',
    conditionalField: 'algo_client_order_id',
    form: 'integer53',
    lengthMax: 32,
    unique: 'none',
  },
  proofDelayMs: PROOF_MS,
  place: placeSwap,
  cancel: cancelSwap,
  lookup,
  openOrders,
  triggeredIdField: 'order_id',
  streams: { orders: true, trades: true, stops: false },
};

export const HTX: ExchangeProfile = {
  name: 'htx',
  title: 'HTX',
  options: { fetchMarkets: { types: { spot: true, linear: true, inverse: false } } },
  hasNot: ['fetchCurrencies'],
  passphrase: false,
  dropHeaders: [],
  hosts: ['api.huobi.pro', 'api.hbdm.vn', 'api.hbdm.com'],
  rateUnitMs: 100,
  burstMs: 2_000,
  markets: { spot, swap },
  perpetualWallet: { path: ['data', 'details'], currency: 'currency', equity: 'equity', profit: 'profit_unreal' },
  talk: HTX_STREAMS,
  permissions: {
    call: { method: 'v2PrivateGetUserUid', args: [] },
    next: (answer, accessKey) => ({
      method: 'v2PrivateGetUserApiKey',
      args: [{ uid: textField(answer, 'data') ?? '', accessKey }],
    }),
    read: (answer) => {
      const keys = field(answer, 'data');
      const key: unknown = Array.isArray(keys) ? keys[0] : undefined;
      const granted = textField(key, 'permission')?.split(',');
      if (granted === undefined) return {};
      const ipRestricted = textField(key, 'ipAddresses') !== undefined;
      return { trade: granted.includes('trade'), withdraw: granted.includes('withdraw'), ipRestricted };
    },
  },
  questions: HTX_QUESTIONS,
  codes: HTX_CODES,
};

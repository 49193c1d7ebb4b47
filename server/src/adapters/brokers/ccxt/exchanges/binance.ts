/**
 * Binance: spot and USD-M perpetuals. Conditional orders of USD-M live in a book of their own (`algoOrder`), with their own
 * ids, lookups and cancels. An id of a filled spot order is accepted again, so only a lookup tells whether an order is there.
 */
import { LIMIT, MARKET, STOP, STOP_LIMIT_ANY } from '../order-shape.ts';
import type {
  ExchangeProfile,
  ListCall,
  LookupStep,
  MarketProfile,
  OrderTarget,
  OutgoingAmend,
  OutgoingCall,
  OutgoingOrder,
  VenueMarket,
  WireExpectation,
} from '../profile.ts';
import { field } from '../native-codes.ts';
import { BINANCE_CODES } from './binance-codes.ts';
import { BINANCE_QUESTIONS } from './binance-questions.ts';
import { BINANCE_STREAMS } from './binance-streams.ts';

const SIGNED = ['timestamp', 'recvWindow', 'signature', 'newOrderRespType'];
const WINDOW_MS = 5_000;
/** The matching engine may take this long beyond the window; then a second for the answer's own clock. */
const PROCESSING_MS = 11_000;

const isConditional = (type: string): boolean => type === 'stop' || type === 'stop_limit';

function place(order: OutgoingOrder): OutgoingCall {
  const { market, type, side, quantity, limitPrice, stopPrice, clientOrderId } = order;
  const params = {
    clientOrderId,
    ...(stopPrice === undefined ? {} : { stopLossPrice: stopPrice }),
    ...(limitPrice === undefined || order.postOnly ? {} : { timeInForce: order.timeInForce.toUpperCase() }),
    ...(order.postOnly ? { postOnly: true } : {}),
    ...(order.positionSide === undefined ? {} : { positionSide: order.positionSide.toUpperCase() }),
    ...(order.reduceOnly && order.positionSide === undefined ? { reduceOnly: true } : {}),
  };
  const clientType = limitPrice === undefined ? 'market' : 'limit';
  return {
    call: { method: 'createOrder', args: [market.symbol, clientType, side, quantity, limitPrice, params] },
    wire: market.kind === 'spot' ? spotWire(order) : swapWire(order, isConditional(type)),
  };
}

const SPOT_TYPES = { market: 'MARKET', limit: 'LIMIT', stop: 'STOP_LOSS', stop_limit: 'STOP_LOSS_LIMIT' } as const;
const SWAP_TYPES = { market: 'MARKET', limit: 'LIMIT', stop: 'STOP_MARKET', stop_limit: 'STOP' } as const;

function spotWire(order: OutgoingOrder): WireExpectation {
  const { limitPrice, postOnly } = order;
  return {
    method: 'POST',
    path: '/api/v3/order',
    fields: {
      symbol: order.market.nativeId,
      side: order.side.toUpperCase(),
      type: postOnly ? 'LIMIT_MAKER' : SPOT_TYPES[order.type],
      quantity: order.quantity,
      price: limitPrice,
      stopPrice: order.stopPrice,
      timeInForce: limitPrice === undefined || postOnly ? undefined : order.timeInForce.toUpperCase(),
      newClientOrderId: order.clientOrderId,
    },
    unchecked: SIGNED,
  };
}

function swapWire(order: OutgoingOrder, conditional: boolean): WireExpectation {
  const { limitPrice, postOnly, positionSide, clientOrderId } = order;
  const timeInForce = postOnly ? 'GTX' : order.timeInForce.toUpperCase();
  return {
    method: 'POST',
    path: conditional ? '/fapi/v1/algoOrder' : '/fapi/v1/order',
    fields: {
      symbol: order.market.nativeId,
      side: order.side.toUpperCase(),
      type: SWAP_TYPES[order.type],
      quantity: order.quantity,
      price: limitPrice,
      timeInForce: limitPrice === undefined ? undefined : timeInForce,
      reduceOnly: order.reduceOnly && positionSide === undefined ? true : undefined,
      positionSide: positionSide?.toUpperCase(),
      ...(conditional
        ? { algoType: 'CONDITIONAL', triggerPrice: order.stopPrice, clientAlgoId: clientOrderId }
        : { newClientOrderId: clientOrderId }),
    },
    unchecked: SIGNED,
  };
}

function cancel(target: OrderTarget): OutgoingCall | undefined {
  const { market, clientOrderId, triggeredOrderId } = target;
  // The book of a futures order has to be known; on spot there is one.
  if (market.kind === 'swap' && target.conditional === undefined && triggeredOrderId === undefined) return undefined;
  const isAlgo = market.kind === 'swap' && target.conditional === true && triggeredOrderId === undefined;
  const idField = isAlgo ? 'clientAlgoId' : 'origClientOrderId';
  const params = triggeredOrderId === undefined ? { clientOrderId, ...(isAlgo ? { trigger: true } : {}) } : {};
  return {
    call: { method: 'cancelOrder', args: [triggeredOrderId, market.symbol, params] },
    wire: {
      method: 'DELETE',
      path: isAlgo ? '/fapi/v1/algoOrder' : `${market.kind === 'spot' ? '/api/v3' : '/fapi/v1'}/order`,
      fields: {
        symbol: market.nativeId,
        ...(triggeredOrderId === undefined ? { [idField]: clientOrderId } : { orderId: triggeredOrderId }),
      },
      unchecked: SIGNED,
    },
  };
}

function amendSwap(amend: OutgoingAmend): OutgoingCall | undefined {
  const { market, side, quantity, limitPrice, clientOrderId } = amend;
  if (amend.type !== 'limit' || limitPrice === undefined) return undefined;
  const params = { origClientOrderId: clientOrderId };
  return {
    call: { method: 'editOrder', args: [undefined, market.symbol, 'limit', side, quantity, limitPrice, params] },
    wire: {
      method: 'PUT',
      path: '/fapi/v1/order',
      fields: {
        symbol: market.nativeId,
        side: side.toUpperCase(),
        quantity,
        price: limitPrice,
        origClientOrderId: clientOrderId,
      },
      unchecked: SIGNED,
    },
  };
}

function lookup({ market, clientOrderId, conditional }: OrderTarget): readonly LookupStep[] {
  const plain: LookupStep = {
    call: { method: 'fetchOrder', args: [undefined, market.symbol, { clientOrderId }] },
    answer: 'order',
  };
  if (market.kind === 'spot') return [plain];
  const algo: LookupStep = {
    call: { method: 'fetchOrder', args: [undefined, market.symbol, { clientOrderId, trigger: true }] },
    answer: 'order',
  };
  if (conditional === undefined) return [plain, algo];
  return conditional ? [algo] : [plain];
}

const openOrdersAt = (market: VenueMarket, params: Readonly<Record<string, unknown>> = {}): ListCall => ({
  call: { method: 'fetchOpenOrders', args: [undefined, undefined, undefined, { type: market.kind, ...params }] },
});

const STREAMS = { orders: true, trades: true };

const spot: MarketProfile = {
  capabilities: {
    orders: { market: MARKET, limit: LIMIT, stop: STOP, stop_limit: STOP_LIMIT_ANY },
    reduceOnly: false,
    hedged: false,
    // Named by its type: STOP_LOSS is reached from the side on which it protects.
    triggerDirection: 'stated',
    marginModes: [],
    amends: [],
  },
  clientOrderId: {
    field: 'newClientOrderId',
    conditionalField: 'newClientOrderId',
    form: 'text',
    lengthMax: 36,
    unique: 'open',
  },
  proofDelayMs: WINDOW_MS + PROCESSING_MS,
  place,
  cancel,
  lookup,
  openOrders: (market) => [openOrdersAt(market)],
  streams: STREAMS,
};

const swap: MarketProfile = {
  capabilities: {
    orders: { market: MARKET, limit: LIMIT, stop: STOP, stop_limit: STOP_LIMIT_ANY },
    reduceOnly: true,
    hedged: true,
    triggerDirection: 'stated',
    marginModes: ['cross', 'isolated'],
    amends: ['limit'],
  },
  clientOrderId: {
    field: 'newClientOrderId',
    conditionalField: 'clientAlgoId',
    form: 'text',
    lengthMax: 36,
    unique: 'open',
  },
  proofDelayMs: WINDOW_MS + PROCESSING_MS,
  place,
  cancel,
  amend: amendSwap,
  lookup,
  openOrders: (market) => [openOrdersAt(market), openOrdersAt(market, { trigger: true })],
  triggeredIdField: 'actualOrderId',
  streams: STREAMS,
};

export const BINANCE: ExchangeProfile = {
  name: 'binance',
  title: 'Binance',
  options: {
    recvWindow: WINDOW_MS,
    fetchMarkets: { types: ['spot', 'linear'] },
    fetchOpenOrders: { warnWithoutSymbol: false },
    fetchMargins: false,
    // Every id is ours; without these an id of the client's own would carry its broker's mark.
    broker: {},
  },
  hasNot: ['fetchCurrencies'],
  passphrase: false,
  // Spot alone has a test network besides; an account is in one environment with all of its markets.
  sandbox: { spot: 'enableDemoTrading', swap: 'enableDemoTrading' },
  dropHeaders: [],
  hosts: [
    'api.binance.com',
    'fapi.binance.com',
    'testnet.binance.vision',
    'demo-api.binance.com',
    'demo-fapi.binance.com',
  ],
  rateUnitMs: 50,
  burstMs: 10_000,
  markets: { spot, swap },
  perpetualWallet: { path: ['assets'], currency: 'asset', equity: 'marginBalance', profit: 'unrealizedProfit' },
  talk: BINANCE_STREAMS,
  permissions: {
    call: { method: 'sapiGetAccountApiRestrictions', args: [] },
    read: (answer) => ({
      trade: field(answer, 'enableSpotAndMarginTrading') === true || field(answer, 'enableFutures') === true,
      withdraw: field(answer, 'enableWithdrawals') === true,
      ipRestricted: field(answer, 'ipRestrict') === true,
    }),
  },
  questions: BINANCE_QUESTIONS,
  codes: BINANCE_CODES,
};

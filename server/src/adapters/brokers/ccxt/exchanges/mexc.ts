/**
 * MEXC: spot and USDT perpetuals in one-way mode; quantities of swaps are contracts. Its spot client sends a stop as a plain
 * order, and its plan orders do not carry our id, by which alone they could be found again: neither is in the table. Swap orders
 * are asked for and canceled by calls of their own, because the general ones send an empty id.
 */
import { LIMIT, MARKET } from '../order-shape.ts';
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
import { MEXC_CODES } from './mexc-codes.ts';
import { MEXC_QUESTIONS } from './mexc-questions.ts';
import { MEXC_STREAMS } from './mexc-streams.ts';

const WINDOW_MS = 5_000;
const PROCESSING_MS = 25_000;
const SIGNED = ['timestamp', 'recvWindow', 'signature'];

const SPOT_TYPES = { gtc: 'LIMIT', ioc: 'IMMEDIATE_OR_CANCEL', fok: 'FILL_OR_KILL', day: undefined } as const;

function placeSpot(order: OutgoingOrder): OutgoingCall {
  const { market, side, quantity, limitPrice, clientOrderId, timeInForce, postOnly } = order;
  const params = {
    clientOrderId,
    ...(limitPrice === undefined || timeInForce === 'gtc' ? {} : { timeInForce: timeInForce.toUpperCase() }),
    ...(postOnly ? { postOnly: true } : {}),
  };
  const limitType = postOnly ? 'LIMIT_MAKER' : SPOT_TYPES[timeInForce];
  const type = limitPrice === undefined ? 'market' : 'limit';
  return {
    call: { method: 'createOrder', args: [market.symbol, type, side, quantity, limitPrice, params] },
    wire: {
      method: 'POST',
      path: '/api/v3/order',
      fields: {
        symbol: market.nativeId,
        side: side.toUpperCase(),
        type: limitPrice === undefined ? 'MARKET' : limitType,
        quantity,
        price: limitPrice,
        newClientOrderId: clientOrderId,
      },
      unchecked: SIGNED,
    },
  };
}

/** The exchange's numbers for what an order is. By their words the client would send a market order as a limit one. */
const LIMIT_TYPE = 1;
const POST_ONLY_TYPE = 2;
const IOC_TYPE = 3;
const FOK_TYPE = 4;
const MARKET_TYPE = 5;
const ONE_WAY = 2;
const OPEN_TYPES = { isolated: '1', cross: '2' } as const;

function swapType({ limitPrice, postOnly, timeInForce }: OutgoingOrder): number {
  if (limitPrice === undefined) return MARKET_TYPE;
  if (postOnly) return POST_ONLY_TYPE;
  if (timeInForce === 'ioc') return IOC_TYPE;
  return timeInForce === 'fok' ? FOK_TYPE : LIMIT_TYPE;
}

/** 1 open long, 2 close short, 3 open short, 4 close long. */
function swapSide({ side, reduceOnly }: OutgoingOrder): string {
  if (side === 'buy') return reduceOnly ? '2' : '1';
  return reduceOnly ? '4' : '3';
}

function placeSwap(order: OutgoingOrder): OutgoingCall {
  const { market, side, quantity, limitPrice, clientOrderId, account } = order;
  const type = swapType(order);
  const params = {
    clientOrderId,
    marginMode: account.marginMode,
    positionMode: ONE_WAY,
    ...(account.leverage === undefined ? {} : { leverage: Number(account.leverage) }),
    ...(order.reduceOnly ? { reduceOnly: true } : {}),
  };
  return {
    call: { method: 'createOrder', args: [market.symbol, type, side, quantity, limitPrice, params] },
    wire: {
      method: 'POST',
      path: '/api/v1/private/order/create',
      fields: {
        symbol: market.nativeId,
        vol: quantity,
        price: limitPrice,
        type: String(type),
        side: swapSide(order),
        openType: OPEN_TYPES[account.marginMode],
        positionMode: String(ONE_WAY),
        leverage: account.leverage,
        externalOid: clientOrderId,
      },
    },
  };
}

function cancelSpot({ market, clientOrderId }: OrderTarget): OutgoingCall {
  return {
    call: { method: 'cancelOrder', args: [undefined, market.symbol, { clientOrderId }] },
    wire: {
      method: 'DELETE',
      path: '/api/v3/order',
      fields: { symbol: market.nativeId, origClientOrderId: clientOrderId },
      // The client repeats the id under its own name.
      unchecked: [...SIGNED, 'clientOrderId'],
    },
  };
}

function cancelSwap({ market, clientOrderId }: OrderTarget): OutgoingCall {
  const request = { symbol: market.nativeId, externalOid: clientOrderId };
  return {
    call: { method: 'contractPrivatePostOrderCancelWithExternal', args: [request] },
    wire: { method: 'POST', path: '/api/v1/private/order/cancel_with_external', fields: request },
  };
}

function lookup({ market, clientOrderId }: OrderTarget): readonly LookupStep[] {
  if (market.kind === 'spot') {
    return [{ call: { method: 'fetchOrder', args: [undefined, market.symbol, { clientOrderId }] }, answer: 'order' }];
  }
  const request = { symbol: market.nativeId, external_oid: clientOrderId };
  return [{ call: { method: 'contractPrivateGetOrderExternalSymbolExternalOid', args: [request] }, answer: 'native' }];
}

function openOrders({ kind, symbol }: VenueMarket): readonly ListCall[] {
  if (kind === 'spot') return [{ call: { method: 'fetchOpenOrders', args: [symbol] } }];
  // Without a limit the client asks for the largest page, with one for the smallest.
  return [
    { call: { method: 'fetchOpenOrders', args: [undefined, undefined, undefined, { type: kind }] }, pageSize: 100 },
  ];
}

const idRule = { form: 'text', lengthMax: 32, unique: 'none' } as const;
const proofDelayMs = WINDOW_MS + PROCESSING_MS;
const orders = { market: MARKET, limit: LIMIT };

const spot: MarketProfile = {
  capabilities: {
    orders,
    reduceOnly: false,
    hedged: false,
    triggerDirection: 'stated',
    marginModes: [],
    amends: [],
  },
  clientOrderId: { ...idRule, field: 'newClientOrderId', conditionalField: 'newClientOrderId' },
  proofDelayMs,
  place: placeSpot,
  cancel: cancelSpot,
  lookup,
  openOrders,
  streams: { orders: true, trades: true },
};

const swap: MarketProfile = {
  capabilities: {
    orders,
    reduceOnly: true,
    // The client's codes for closing in hedge mode contradict the list beside them.
    hedged: false,
    triggerDirection: 'stated',
    needsLeverage: true,
    marginModes: ['cross', 'isolated'],
    amends: [],
  },
  clientOrderId: { ...idRule, field: 'externalOid', conditionalField: 'externalOid' },
  proofDelayMs,
  place: placeSwap,
  cancel: cancelSwap,
  lookup,
  openOrders,
  streams: { orders: true, trades: true },
};

export const MEXC: ExchangeProfile = {
  name: 'mexc',
  title: 'MEXC',
  options: { recvWindow: WINDOW_MS, fetchMarkets: { types: { spot: true, swap: { linear: true, inverse: false } } } },
  // It asks for bids and asks of spot alone, and can't read them.
  hasNot: ['fetchCurrencies', 'watchBidsAsks', 'unWatchBidsAsks'],
  passphrase: false,
  dropHeaders: ['source'],
  hosts: ['api.mexc.com'],
  rateUnitMs: 50,
  burstMs: 10_000,
  markets: { spot, swap },
  perpetualWallet: { path: ['data'], currency: 'currency', equity: 'equity', profit: 'unrealized' },
  talk: MEXC_STREAMS,
  questions: MEXC_QUESTIONS,
  codes: MEXC_CODES,
};

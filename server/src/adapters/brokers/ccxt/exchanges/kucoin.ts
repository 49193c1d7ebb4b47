/**
 * KuCoin: spot (the high-frequency account) and USDT perpetuals of the classic account; quantities of swaps are contracts. An
 * answer holds an id and nothing else, and was seen for orders that then were not there. On spot a trigger without a direction
 * waits for a falling price, so the direction is always said. On swaps the leverage is part of an opening order.
 */
import { LIMIT, MARKET, STOP, STOP_LIMIT_ANY } from '../order-shape.ts';
import { field, textField } from '../native-codes.ts';
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
import { KUCOIN_CODES } from './kucoin-codes.ts';
import { KUCOIN_QUESTIONS } from './kucoin-questions.ts';
import { KUCOIN_STREAMS } from './kucoin-streams.ts';

const PROOF_MS = 60_000;
const PAGE = 100;
/** What a closing order says of the leverage: nothing of it is used, and the client would say 1. */
const LEVERAGE_OF_A_CLOSE = '1';

const typeOf = ({ limitPrice }: OutgoingOrder): 'market' | 'limit' => (limitPrice === undefined ? 'market' : 'limit');

function sentTimeInForce(order: OutgoingOrder): string | undefined {
  return order.limitPrice === undefined || order.postOnly ? undefined : order.timeInForce.toUpperCase();
}

function placeSpot(order: OutgoingOrder): OutgoingCall {
  const { market, side, quantity, limitPrice, stopPrice, clientOrderId } = order;
  const timeInForce = sentTimeInForce(order);
  const direction = side === 'buy' ? 'entry' : 'loss';
  const params = {
    clientOrderId,
    // By this name the client says the direction; by the general one it would leave it out.
    ...(stopPrice === undefined ? {} : { stopLossPrice: stopPrice }),
    ...(timeInForce === undefined ? {} : { timeInForce }),
    ...(order.postOnly ? { postOnly: true } : {}),
  };
  return {
    call: { method: 'createOrder', args: [market.symbol, typeOf(order), side, quantity, limitPrice, params] },
    wire: {
      method: 'POST',
      path: stopPrice === undefined ? '/api/v1/hf/orders' : '/api/v1/stop-order',
      fields: {
        clientOid: clientOrderId,
        symbol: market.nativeId,
        side,
        type: typeOf(order),
        size: quantity,
        price: limitPrice,
        timeInForce,
        postOnly: order.postOnly ? true : undefined,
        stop: stopPrice === undefined ? undefined : direction,
        stopPrice,
      },
    },
  };
}

function placeSwap(order: OutgoingOrder): OutgoingCall {
  const { market, side, quantity, limitPrice, stopPrice, clientOrderId, account, positionSide } = order;
  const timeInForce = sentTimeInForce(order);
  const leverage = account.leverage ?? LEVERAGE_OF_A_CLOSE;
  const reduceOnly = order.reduceOnly || (account.hedged && order.closes);
  const params = {
    clientOrderId,
    leverage,
    marginMode: account.marginMode,
    ...(stopPrice === undefined ? {} : { triggerPrice: stopPrice, stopPriceType: 'TP' }),
    ...(timeInForce === undefined ? {} : { timeInForce }),
    ...(order.postOnly ? { postOnly: true } : {}),
    ...(account.hedged ? { hedged: true } : {}),
    ...(reduceOnly ? { reduceOnly: true } : {}),
  };
  return {
    call: { method: 'createOrder', args: [market.symbol, typeOf(order), side, quantity, limitPrice, params] },
    wire: {
      method: 'POST',
      path: '/api/v1/orders',
      fields: {
        clientOid: clientOrderId,
        symbol: market.nativeId,
        side,
        type: typeOf(order),
        size: quantity,
        price: limitPrice,
        leverage,
        marginMode: account.marginMode.toUpperCase(),
        timeInForce,
        postOnly: order.postOnly ? true : undefined,
        stop: stopPrice === undefined ? undefined : side === 'buy' ? 'up' : 'down',
        stopPrice,
        stopPriceType: stopPrice === undefined ? undefined : 'TP',
        positionSide: positionSide?.toUpperCase(),
        reduceOnly: reduceOnly ? true : undefined,
      },
    },
  };
}

function cancelSpot({ market, clientOrderId, conditional }: OrderTarget): OutgoingCall | undefined {
  if (conditional === undefined) return undefined;
  const params = { clientOrderId, ...(conditional ? { trigger: true } : {}) };
  return {
    call: { method: 'cancelOrder', args: [undefined, market.symbol, params] },
    wire: conditional
      ? { method: 'DELETE', path: '/api/v1/stop-order/cancelOrderByClientOid', fields: { clientOid: clientOrderId } }
      : {
          method: 'DELETE',
          path: `/api/v1/hf/orders/client-order/${clientOrderId}`,
          fields: { symbol: market.nativeId },
        },
  };
}

/** A trigger order of a swap is only canceled by the exchange's id. */
function cancelSwap({ market, clientOrderId, venueOrderId, conditional }: OrderTarget): OutgoingCall | undefined {
  if (venueOrderId !== undefined) {
    return {
      call: { method: 'cancelOrder', args: [venueOrderId, market.symbol] },
      wire: { method: 'DELETE', path: `/api/v1/orders/${venueOrderId}`, fields: {} },
    };
  }
  if (conditional !== false) return undefined;
  return {
    call: { method: 'cancelOrder', args: [undefined, market.symbol, { clientOrderId }] },
    wire: {
      method: 'DELETE',
      path: `/api/v1/orders/client-order/${clientOrderId}`,
      fields: { symbol: market.nativeId },
    },
  };
}

function lookup({ market, clientOrderId, conditional }: OrderTarget): readonly LookupStep[] {
  const waiting: LookupStep = {
    call: { method: 'fetchOpenOrders', args: [market.symbol, undefined, PAGE, { trigger: true, pageSize: PAGE }] },
    answer: 'list',
    pageSize: PAGE,
  };
  // The client does not see the list in which this answer stands.
  const trigger: LookupStep = {
    call: {
      method: 'privateGetStopOrderQueryOrderByClientOid',
      args: [{ clientOid: clientOrderId, symbol: market.nativeId }],
    },
    answer: 'native',
    emptyMeansNone: 'list_or_null',
  };
  const plain: LookupStep = {
    // The client wants an id even where it is not used.
    call: { method: 'fetchOrder', args: ['', market.symbol, { clientOrderId }] },
    answer: 'order',
  };
  // An order that was triggered is a plain one under the same id: where it waits is looked first, or it could pass by.
  return conditional === false ? [plain] : [market.kind === 'spot' ? trigger : waiting, plain];
}

function openOrders({ kind, symbol }: VenueMarket): readonly ListCall[] {
  const list = (params: Readonly<Record<string, unknown>>): ListCall => ({
    call: { method: 'fetchOpenOrders', args: [undefined, undefined, PAGE, params] },
    pageSize: PAGE,
  });
  // The high-frequency book is only listed by symbol, and all at once; what waits for a price is in another one.
  if (kind === 'spot') {
    const plain: ListCall = { call: { method: 'fetchOpenOrders', args: [symbol, undefined, undefined, {}] } };
    return [plain, list({ trigger: true, hf: false, pageSize: PAGE })];
  }
  return [list({ type: kind, pageSize: PAGE }), list({ type: kind, pageSize: PAGE, trigger: true })];
}

const clientOrderId: MarketProfile['clientOrderId'] = {
  field: 'clientOid',
  conditionalField: 'clientOid',
  form: 'text',
  lengthMax: 40,
  unique: 'open',
};

const spot: MarketProfile = {
  capabilities: {
    orders: { market: MARKET, limit: LIMIT, stop: STOP, stop_limit: STOP_LIMIT_ANY },
    reduceOnly: false,
    hedged: false,
    triggerDirection: 'stated',
    marginModes: [],
    // Its own amend is a cancel and a new order.
    amends: [],
  },
  clientOrderId,
  proofDelayMs: PROOF_MS,
  place: placeSpot,
  cancel: cancelSpot,
  lookup,
  openOrders,
  openSymbols: {
    call: { method: 'privateGetHfOrdersActiveSymbols', args: [] },
    read: (answer) => {
      const symbols = field(field(answer, 'data'), 'symbols');
      return Array.isArray(symbols) ? symbols.map(String) : [];
    },
  },
  streams: { orders: true, trades: true },
};

const swap: MarketProfile = {
  capabilities: {
    // Fill-or-kill is not documented there.
    orders: {
      market: MARKET,
      limit: { ...LIMIT, timesInForce: ['gtc', 'ioc'] },
      stop: STOP,
      stop_limit: { ...STOP_LIMIT_ANY, timesInForce: ['gtc', 'ioc'] },
    },
    reduceOnly: true,
    hedged: true,
    triggerDirection: 'stated',
    needsLeverage: true,
    marginModes: ['cross', 'isolated'],
    amends: [],
  },
  clientOrderId,
  proofDelayMs: PROOF_MS,
  place: placeSwap,
  cancel: cancelSwap,
  lookup,
  openOrders,
  streams: { orders: true, trades: true },
};

export const KUCOIN: ExchangeProfile = {
  name: 'kucoin',
  title: 'KuCoin',
  options: {
    fetchMarkets: { types: ['spot', 'swap'], fetchTickersFees: false },
    // Otherwise asked within the first order.
    uta: false,
    hf: true,
    partner: { spot: { id: '', key: '' }, future: { id: '', key: '' } },
  },
  hasNot: ['fetchCurrencies'],
  passphrase: true,
  dropHeaders: [],
  hosts: ['api.kucoin.com', 'api-futures.kucoin.com'],
  rateUnitMs: 7.5,
  burstMs: 10_000,
  markets: { spot, swap },
  perpetualWallet: { path: ['data'], currency: 'currency', equity: 'accountEquity', profit: 'unrealisedPNL' },
  talk: KUCOIN_STREAMS,
  permissions: {
    call: { method: 'privateGetUserApiKey', args: [] },
    read: (answer) => {
      const key = field(answer, 'data');
      const granted = (textField(key, 'permission') ?? '').split(',').map((name) => name.trim().toLowerCase());
      return {
        trade: granted.includes('spot') || granted.includes('futures') || granted.includes('trade'),
        withdraw: granted.some((name) => name.startsWith('withdraw') || name.includes('transfer')),
        ipRestricted: textField(key, 'ipWhitelist') !== undefined,
      };
    },
  },
  questions: KUCOIN_QUESTIONS,
  codes: KUCOIN_CODES,
  // Futures have none of them.
  lacksCandles: ['3m', '6h'],
};

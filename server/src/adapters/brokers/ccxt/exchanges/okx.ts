/**
 * OKX: spot and USDT perpetuals; quantities of swaps are contracts. Plain orders leave one at a time through the batch endpoint,
 * as its client does for the sake of the rate limit. Trigger orders live in a book of their own under an id field of their own.
 */
import { LIMIT, MARKET, STOP, STOP_LIMIT } from '../order-shape.ts';
import { field, textField } from '../native-codes.ts';
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
import { OKX_CODES } from './okx-codes.ts';
import { OKX_QUESTIONS } from './okx-questions.ts';
import { OKX_STREAMS } from './okx-streams.ts';

/** A request is refused when its timestamp is older than this; then some seconds for what was still under way. */
const TIMESTAMP_MS = 30_000;
const PROCESSING_MS = 10_000;

function place(order: OutgoingOrder): OutgoingCall {
  const { market, side, quantity, limitPrice, stopPrice, clientOrderId, positionSide, account } = order;
  const isLimit = limitPrice !== undefined;
  const isPatient = order.timeInForce === 'gtc' || !isLimit || stopPrice !== undefined;
  const params = {
    clientOrderId,
    // Given twice for a trigger order: without the plain one the client adds an id and a broker's tag of its own.
    ...(stopPrice === undefined ? {} : { triggerPrice: stopPrice, algoClOrdId: clientOrderId, triggerPxType: 'last' }),
    ...(isPatient ? {} : { timeInForce: order.timeInForce.toUpperCase() }),
    ...(order.postOnly ? { postOnly: true } : {}),
    ...(market.kind === 'swap' ? { marginMode: account.marginMode } : {}),
    ...(positionSide === undefined ? {} : { positionSide }),
    ...(order.reduceOnly && positionSide === undefined ? { reduceOnly: true } : {}),
  };
  return {
    call: {
      method: 'createOrder',
      args: [market.symbol, isLimit ? 'limit' : 'market', side, quantity, limitPrice, params],
    },
    wire: stopPrice === undefined ? plainWire(order) : triggerWire(order),
  };
}

function commonFields(order: OutgoingOrder): Readonly<Record<string, string | boolean | undefined>> {
  const { market, account, positionSide, reduceOnly } = order;
  const isSpot = market.kind === 'spot';
  return {
    instId: market.nativeId,
    side: order.side,
    sz: order.quantity,
    tdMode: isSpot ? 'cash' : account.marginMode,
    tgtCcy: isSpot ? 'base_ccy' : undefined,
    posSide: positionSide,
    reduceOnly: reduceOnly && positionSide === undefined ? true : undefined,
    clOrdId: order.clientOrderId,
  };
}

function plainWire(order: OutgoingOrder): OutgoingCall['wire'] {
  const { limitPrice, timeInForce } = order;
  const limitType = order.postOnly ? 'post_only' : timeInForce === 'gtc' ? 'limit' : timeInForce;
  const fields = {
    ...commonFields(order),
    ordType: limitPrice === undefined ? 'market' : limitType,
    px: limitPrice,
  };
  const inBatch = Object.entries(fields).map(([name, value]) => [`0.${name}`, value]);
  return { method: 'POST', path: '/api/v5/trade/batch-orders', fields: Object.fromEntries(inBatch) };
}

function triggerWire(order: OutgoingOrder): OutgoingCall['wire'] {
  return {
    method: 'POST',
    path: '/api/v5/trade/order-algo',
    fields: {
      ...commonFields(order),
      ordType: 'trigger',
      triggerPx: order.stopPrice,
      triggerPxType: 'last',
      orderPx: order.limitPrice ?? '-1',
      algoClOrdId: order.clientOrderId,
    },
  };
}

function cancel(target: OrderTarget): OutgoingCall | undefined {
  if (target.triggeredOrderId !== undefined || target.conditional === false) return cancelPlain(target);
  return target.conditional === true ? cancelTrigger(target) : undefined;
}

function cancelPlain({ market, clientOrderId, triggeredOrderId }: OrderTarget): OutgoingCall {
  const isOurs = triggeredOrderId === undefined;
  return {
    call: { method: 'cancelOrder', args: [triggeredOrderId, market.symbol, isOurs ? { clientOrderId } : {}] },
    wire: {
      method: 'POST',
      path: '/api/v5/trade/cancel-order',
      fields: {
        instId: market.nativeId,
        ...(isOurs ? { clOrdId: clientOrderId } : { ordId: triggeredOrderId }),
      },
    },
  };
}

function cancelTrigger({ market, clientOrderId, venueOrderId }: OrderTarget): OutgoingCall {
  const byId = venueOrderId !== undefined;
  const params = byId ? { trigger: true } : { trigger: true, clientOrderId };
  return {
    call: { method: 'cancelOrder', args: [venueOrderId, market.symbol, params] },
    wire: {
      method: 'POST',
      path: '/api/v5/trade/cancel-algos',
      fields: {
        '0.instId': market.nativeId,
        ...(byId ? { '0.algoId': venueOrderId } : { '0.algoClOrdId': clientOrderId }),
      },
    },
  };
}

function amend({ market, type, side, quantity, limitPrice, clientOrderId }: OutgoingAmend): OutgoingCall | undefined {
  if (type !== 'limit' || limitPrice === undefined) return undefined;
  const params = { clOrdId: clientOrderId };
  return {
    call: { method: 'editOrder', args: [undefined, market.symbol, 'limit', side, quantity, limitPrice, params] },
    wire: {
      method: 'POST',
      path: '/api/v5/trade/amend-order',
      fields: { instId: market.nativeId, clOrdId: clientOrderId, newSz: quantity, newPx: limitPrice },
    },
  };
}

function lookup({ market, clientOrderId, conditional }: OrderTarget): readonly LookupStep[] {
  const ask = (params: Readonly<Record<string, unknown>>): LookupStep => ({
    call: { method: 'fetchOrder', args: [undefined, market.symbol, { clientOrderId, ...params }] },
    answer: 'order',
  });
  if (conditional === undefined) return [ask({}), ask({ trigger: true })];
  return conditional ? [ask({ trigger: true })] : [ask({})];
}

function openOrders({ kind }: VenueMarket): readonly ListCall[] {
  const instType = kind.toUpperCase();
  // Those of others wait in more kinds than ours.
  const waiting = ['trigger', 'conditional,oco', 'move_order_stop'].map((ordType) => ({ trigger: true, ordType }));
  return [{}, ...waiting]
    .map((params) => ({ instType, ...params }))
    .map((params) => ({
      call: { method: 'fetchOpenOrders', args: [undefined, undefined, undefined, params] },
      pageSize: 100,
    }));
}

const capabilities: Omit<MarketCapabilities, 'reduceOnly' | 'hedged' | 'marginModes'> = {
  orders: { market: MARKET, limit: LIMIT, stop: STOP, stop_limit: STOP_LIMIT },
  triggerDirection: 'inferred',
  amends: ['limit'],
};

const common: Omit<MarketProfile, 'capabilities' | 'streams'> = {
  // How long an id stays taken is not documented.
  clientOrderId: { field: 'clOrdId', conditionalField: 'algoClOrdId', form: 'text', lengthMax: 32, unique: 'open' },
  proofDelayMs: TIMESTAMP_MS + PROCESSING_MS,
  place,
  cancel,
  amend,
  lookup,
  openOrders,
  triggeredIdField: 'ordId',
};

const spot: MarketProfile = {
  ...common,
  capabilities: {
    ...capabilities,
    reduceOnly: false,
    hedged: false,
    marginModes: [],
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
  },
  streams: { orders: true, trades: true },
};

export const OKX: ExchangeProfile = {
  name: 'okx',
  title: 'OKX',
  options: {
    createOrder: 'privatePostTradeBatchOrders',
    fetchMarkets: { types: ['spot', 'swap'] },
    createMarketBuyOrderRequiresPrice: false,
    brokerId: '',
  },
  hasNot: ['fetchCurrencies'],
  passphrase: true,
  sandbox: { spot: 'setSandboxMode', swap: 'setSandboxMode' },
  dropHeaders: [],
  hosts: ['www.okx.com'],
  rateUnitMs: 110,
  markets: { spot, swap },
  amendsLater: true,
  perpetualWallet: { path: ['data', 0, 'details'], currency: 'ccy', equity: 'eq', profit: 'upl' },
  talk: OKX_STREAMS,
  permissions: {
    call: { method: 'privateGetAccountConfig', args: [] },
    read: (answer) => {
      const data = field(answer, 'data');
      const [config] = Array.isArray(data) ? (data as readonly unknown[]) : [];
      const granted = (textField(config, 'perm') ?? '').split(',');
      return {
        trade: granted.includes('trade'),
        withdraw: granted.includes('withdraw'),
        ipRestricted: textField(config, 'ip') !== undefined,
      };
    },
  },
  questions: OKX_QUESTIONS,
  codes: OKX_CODES,
};

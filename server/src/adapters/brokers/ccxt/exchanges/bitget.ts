/**
 * Bitget: spot and USDT/USDC perpetuals of the classic account. Trigger ("plan") orders have books of their own that can only be
 * listed. A spot market buy is sized by its cost, so it is not placed by quantity here. In hedge mode a closing order carries
 * the side of its position, not its own.
 */
import { LIMIT, MARKET, MARKET_SELL, STOP, STOP_LIMIT_ANY } from '../order-shape.ts';
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
import { BITGET_CODES } from './bitget-codes.ts';
import { BITGET_QUESTIONS } from './bitget-questions.ts';
import { BITGET_STREAMS } from './bitget-streams.ts';

const PROOF_MS = 60_000;
const PAGE = 100;
/** The exchange's clock may be behind ours, and lists begin at its own time. */
const SINCE_MARGIN_MS = 60_000;

const productOf = ({ settle }: VenueMarket): string => `${settle}-FUTURES`;

function forceOf({ postOnly, timeInForce, limitPrice }: OutgoingOrder): string {
  if (postOnly) return 'post_only';
  return limitPrice === undefined ? 'GTC' : timeInForce.toUpperCase();
}

function place(order: OutgoingOrder): OutgoingCall {
  const { market, side, quantity, limitPrice, stopPrice, clientOrderId, account } = order;
  const isSwap = market.kind === 'swap';
  const params = {
    clientOrderId,
    ...(stopPrice === undefined ? {} : { triggerPrice: stopPrice, triggerType: 'fill_price' }),
    ...(limitPrice === undefined || order.postOnly ? {} : { timeInForce: order.timeInForce.toUpperCase() }),
    ...(order.postOnly ? { postOnly: true } : {}),
    ...(isSwap ? { marginMode: account.marginMode } : {}),
    ...(isSwap && account.hedged ? { hedged: true } : {}),
    ...(isSwap && (account.hedged ? order.closes : order.reduceOnly) ? { reduceOnly: true } : {}),
  };
  const type = limitPrice === undefined ? 'market' : 'limit';
  return {
    call: { method: 'createOrder', args: [market.symbol, type, side, quantity, limitPrice, params] },
    wire: { method: 'POST', path: pathOf(order), fields: isSwap ? swapFields(order) : commonFields(order) },
  };
}

function pathOf({ market, stopPrice }: OutgoingOrder): string {
  const isPlan = stopPrice !== undefined;
  if (market.kind === 'spot') return `/api/v2/spot/trade/${isPlan ? 'place-plan-order' : 'place-order'}`;
  return `/api/v2/mix/order/${isPlan ? 'place-plan-order' : 'place-order'}`;
}

type Fields = Readonly<Record<string, string | undefined>>;

function commonFields(order: OutgoingOrder): Fields {
  const { market, limitPrice, stopPrice } = order;
  const planType = market.kind === 'spot' ? 'amount' : 'normal_plan';
  const isPlan = stopPrice !== undefined;
  return {
    symbol: market.nativeId,
    orderType: limitPrice === undefined ? 'market' : 'limit',
    price: limitPrice,
    force: forceOf(order),
    side: order.side,
    size: order.quantity,
    clientOid: order.clientOrderId,
    planType: isPlan ? planType : undefined,
    triggerType: isPlan ? 'fill_price' : undefined,
    triggerPrice: stopPrice,
    executePrice: isPlan ? limitPrice : undefined,
  };
}

function swapFields(order: OutgoingOrder): Fields {
  const { market, account, positionSide, closes } = order;
  return {
    ...commonFields(order),
    marginCoin: market.settle,
    productType: productOf(market),
    marginMode: account.marginMode === 'cross' ? 'crossed' : 'isolated',
    ...(account.hedged
      ? { side: positionSide === 'long' ? 'buy' : 'sell', tradeSide: closes ? 'Close' : 'Open' }
      : { reduceOnly: order.reduceOnly ? 'YES' : undefined }),
  };
}

function cancel(target: OrderTarget): OutgoingCall | undefined {
  const { market, clientOrderId, conditional, triggeredOrderId } = target;
  if (triggeredOrderId !== undefined) {
    const productType = market.kind === 'spot' ? {} : { productType: productOf(market) };
    return {
      call: { method: 'cancelOrder', args: [triggeredOrderId, market.symbol] },
      wire: {
        method: 'POST',
        path: cancelPath(market, false),
        fields: { symbol: market.nativeId, orderId: triggeredOrderId, ...productType },
      },
    };
  }
  if (conditional === undefined) return undefined;
  const params = { clientOrderId, ...(conditional ? { trigger: true } : {}) };
  return {
    call: { method: 'cancelOrder', args: [undefined, market.symbol, params] },
    wire: {
      method: 'POST',
      path: cancelPath(market, conditional),
      fields: cancelFields(market, clientOrderId, conditional),
    },
  };
}

const cancelPath = ({ kind }: VenueMarket, conditional: boolean): string =>
  `/api/v2/${kind === 'spot' ? 'spot/trade' : 'mix/order'}/${conditional ? 'cancel-plan-order' : 'cancel-order'}`;

function cancelFields(market: VenueMarket, clientOrderId: string, conditional: boolean): Fields {
  const { nativeId: symbol } = market;
  if (market.kind === 'spot') return { symbol: conditional ? undefined : symbol, clientOid: clientOrderId };
  const idField = conditional ? 'orderIdList.0.clientOid' : 'clientOid';
  return { symbol, productType: productOf(market), [idField]: clientOrderId };
}

function lookup({ market, clientOrderId, conditional, since }: OrderTarget): readonly LookupStep[] {
  const plain: LookupStep = {
    call: { method: 'fetchOrder', args: [undefined, market.symbol, { clientOrderId }] },
    answer: 'order',
    // Of a coin it lists the orders of that id; of a perpetual it names the one.
    ...(market.kind === 'spot' ? { emptyMeansNone: 'list' as const } : {}),
  };
  // Under the exchange's own name: by its own the client would drop orders from the page, and a full one look like the end.
  const scope = since === undefined ? {} : { startTime: since - SINCE_MARGIN_MS };
  const plans = ['fetchOpenOrders', 'fetchCanceledAndClosedOrders'].map(
    (method): LookupStep => ({
      call: { method, args: [market.symbol, undefined, PAGE, { trigger: true, ...scope }] },
      answer: 'list',
      pageSize: PAGE,
    }),
  );
  if (conditional === undefined) return [plain, ...plans];
  return conditional ? plans : [plain];
}

/** A swap list is of one kind of perpetuals. */
function openOrders({ kind }: VenueMarket): readonly ListCall[] {
  const scopes =
    kind === 'spot'
      ? [{ type: kind }]
      : ['USDT', 'USDC'].map((coin) => ({ type: kind, productType: `${coin}-FUTURES` }));
  const both = scopes.flatMap((scope) => [scope, { ...scope, trigger: true }]);
  return both.map((params) => ({
    call: { method: 'fetchOpenOrders', args: [undefined, undefined, PAGE, params] },
    pageSize: PAGE,
  }));
}

const common: Omit<MarketProfile, 'capabilities' | 'streams'> = {
  clientOrderId: { field: 'clientOid', conditionalField: 'clientOid', form: 'text', lengthMax: 32, unique: 'open' },
  proofDelayMs: PROOF_MS,
  place,
  cancel,
  lookup,
  openOrders,
  triggeredIdField: 'executeOrderId',
};

const spot: MarketProfile = {
  ...common,
  capabilities: {
    orders: { market: MARKET_SELL, limit: LIMIT, stop: { ...STOP, sides: ['sell'] }, stop_limit: STOP_LIMIT_ANY },
    reduceOnly: false,
    hedged: false,
    triggerDirection: 'inferred',
    marginModes: [],
    amends: [],
  },
  streams: { orders: true, trades: true },
};

const swap: MarketProfile = {
  ...common,
  capabilities: {
    orders: { market: MARKET, limit: LIMIT, stop: STOP, stop_limit: STOP_LIMIT_ANY },
    reduceOnly: true,
    hedged: true,
    triggerDirection: 'inferred',
    marginModes: ['cross', 'isolated'],
    // Its own amend gives the order another client id.
    amends: [],
  },
  streams: { orders: true, trades: true },
};

export const BITGET: ExchangeProfile = {
  name: 'bitget',
  title: 'Bitget',
  options: {
    fetchMarkets: { types: ['spot', 'swap'] },
    // Otherwise asked within the first order, and any failure to answer is remembered as a no.
    uta: false,
  },
  hasNot: ['fetchCurrencies'],
  passphrase: true,
  sandbox: { spot: 'setSandboxMode', swap: 'setSandboxMode' },
  dropHeaders: ['X-CHANNEL-API-CODE'],
  hosts: ['api.bitget.com'],
  rateUnitMs: 50,
  markets: { spot, swap },
  perpetualWallet: { path: [], currency: 'marginCoin', equity: 'accountEquity', profit: 'unrealizedPL' },
  talk: BITGET_STREAMS,
  permissions: {
    call: { method: 'privateSpotGetV2SpotAccountInfo', args: [] },
    read: (answer) => {
      const data = field(answer, 'data');
      const listed = field(data, 'authorities');
      const granted = Array.isArray(listed) ? listed.map(String) : [];
      return {
        trade: granted.some((name) => ['trade', 'stow', 'coow'].includes(name)),
        withdraw: granted.some((name) => ['withdraw', 'wwow'].includes(name)),
        ipRestricted: textField(data, 'ips') !== undefined,
      };
    },
  },
  questions: BITGET_QUESTIONS,
  codes: BITGET_CODES,
  // Spot has none of them.
  lacksCandles: ['2h'],
};

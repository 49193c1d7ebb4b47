/**
 * The emulator's own side, under `/_emulator/`: prices, accounts, faults and the request log, as JSON. It is for the
 * person or test that rehearses, so it has no key; the server listens on loopback.
 */
import { type Decimal, formatDecimal } from '#domain/decimal.ts';
import type { ExchangeAccount } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { isLive } from '../core/exchange-order.ts';
import type { KeyGrant } from '../core/exchange-world.ts';
import { liquidationPrice } from '../core/swap-margin.ts';
import { decimalField, type Fields, textField } from './admin-fields.ts';
import { readFault, REQUEST_FAULTS } from './fault-board.ts';
import { flipSwitch, SWITCHES } from './fault-switches.ts';
import { type DoorRequest, jsonOf } from './door-request.ts';
import type { RequestParts } from './request-answering.ts';
import { noStreamFaults, type StreamHub } from './stream-hub.ts';

export const ADMIN_PREFIX = '/_emulator';

export interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface AdminParts extends RequestParts {
  readonly hub: StreamHub;
}

type Act = (parts: AdminParts, fields: Fields, request: DoorRequest) => unknown;

/** Thrown by an act: what was wrong with the call, in a sentence. */
class BadCall extends Error {}

const ACTS: Readonly<Record<string, Act>> = {
  'GET ': (parts) => describe(parts),
  'GET /requests': ({ log }, _fields, request) => ({ requests: log.list(Number(request.query['after'] ?? 0)) }),
  'DELETE /requests': ({ log }) => {
    log.clear();
    return { done: true };
  },
  'GET /faults': ({ board, hub }) => ({ waiting: board.list(), streams: hub.faults }),
  'POST /faults': orderFault,
  'DELETE /faults': clearFaults,
  'GET /prices': (parts) => ({
    prices: [...parts.dialect.world.markets.values()].map((market) => price(parts, market)),
  }),
  'POST /prices': setPrice,
  'POST /walk': walk,
  'GET /accounts': (parts) => ({
    accounts: [...parts.dialect.world.accounts.values()].map((account) => show(parts, account)),
  }),
  'POST /accounts': openAccount,
  'POST /deposits': deposit,
  'POST /funding': funding,
  'POST /markets': setMarket,
  'POST /limits': ({ limiter }, fields) => {
    limiter.isOn = fields['on'] !== false;
    return { on: limiter.isOn };
  },
};

/** Serves one call. A wrong one is answered with a sentence that says what would be right. */
export function serveAdmin(parts: AdminParts, request: DoorRequest): AdminAnswer {
  const path = request.path.slice(ADMIN_PREFIX.length).replace(/\/$/, '');
  const act = ACTS[`${request.method} ${path}`];
  if (act === undefined) return { status: 404, body: { error: `calls: ${Object.keys(ACTS).join(', ')}` } };
  // A plain `curl -d` calls its body a form.
  const json = jsonOf(request.rawBody);
  const fields = typeof json === 'object' && json !== null ? (json as Fields) : {};
  try {
    return { status: 200, body: act(parts, fields, request) };
  } catch (error) {
    if (error instanceof BadCall) return { status: 400, body: { error: error.message } };
    throw error;
  }
}

function describe({ dialect, hub }: AdminParts): unknown {
  const { world, name, hosts } = dialect;
  return {
    exchange: name,
    hosts,
    time: world.clock.now(),
    skewMs: world.clock.skewMs,
    markets: world.markets.size,
    sockets: hub.socketCount,
    faults: REQUEST_FAULTS,
    switches: SWITCHES,
  };
}

function orderFault(parts: AdminParts, fields: Fields): unknown {
  const fault = readFault(fields);
  if (fault !== undefined) {
    parts.board.add(fault);
    return { waiting: parts.board.list().length };
  }
  if (flipSwitch(parts, fields)) return { done: true };
  throw new BadCall(`kind is one of ${[...REQUEST_FAULTS, ...SWITCHES].join(', ')}`);
}

function clearFaults(parts: AdminParts): unknown {
  parts.board.clear();
  const { world } = parts.dialect;
  Object.assign(parts.hub.faults, noStreamFaults());
  world.clock.skewMs = 0;
  world.orders.hideYoungMs = 0;
  world.venues.partialFill = undefined;
  return { done: true };
}

function setPrice(parts: AdminParts, fields: Fields): unknown {
  const market = marketOf(parts, fields);
  const bid = numberOf(fields, 'bid') ?? numberOf(fields, 'price');
  if (bid === undefined) throw new BadCall('bid (or price) is a decimal text');
  const ask = numberOf(fields, 'ask') ?? ((bid + market.tickSize) as Decimal);
  if (ask < bid || bid <= 0n) throw new BadCall('the bid is positive and not above the ask');
  const optional = ['last', 'mark', 'bidQuantity', 'askQuantity'].flatMap((name) => {
    const value = numberOf(fields, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  parts.dialect.world.feed.set(market, { bid, ask, ...Object.fromEntries(optional) });
  return price(parts, market);
}

function walk(parts: AdminParts, fields: Fields): unknown {
  const { world } = parts.dialect;
  const markets = fields['symbol'] === undefined ? [...world.markets.values()] : [marketOf(parts, fields)];
  const steps = typeof fields['steps'] === 'number' ? fields['steps'] : 1;
  for (let step = 0; step < steps; step += 1) for (const market of markets) world.feed.walk(market);
  return { done: true };
}

function openAccount(parts: AdminParts, fields: Fields): unknown {
  const { world } = parts.dialect;
  const { apiKey, secret } = fields;
  if (typeof apiKey !== 'string' || typeof secret !== 'string') throw new BadCall('apiKey and secret are texts');
  const account = world.openAccount(typeof fields['account'] === 'string' ? fields['account'] : 'main');
  world.grantKey(account, fields as unknown as KeyGrant);
  for (const type of ['spot', 'swap'] as const) {
    for (const [currency, text] of Object.entries((fields[type] ?? {}) as Record<string, string>)) {
      world.deposit(account, { type, currency, amount: needNumber({ amount: text }, 'amount') });
    }
  }
  return show(parts, account);
}

function deposit(parts: AdminParts, fields: Fields): unknown {
  const { world } = parts.dialect;
  const account = accountOf(parts, fields);
  const { currency } = fields;
  if (typeof currency !== 'string') throw new BadCall('currency is a text');
  const type = fields['type'] === 'swap' ? 'swap' : 'spot';
  world.deposit(account, { type, currency, amount: needNumber(fields, 'amount') });
  return show(parts, account);
}

function funding(parts: AdminParts, fields: Fields): unknown {
  const market = marketOf(parts, fields);
  if (market.type !== 'swap') throw new BadCall('funding is for swaps');
  const { world } = parts.dialect;
  const rate = needNumber(fields, 'rate');
  if (fields['pay'] === false) world.nameFundingRate(market, rate);
  else world.funding(market, rate);
  return { done: true };
}

function setMarket(parts: AdminParts, fields: Fields): unknown {
  const market = marketOf(parts, fields);
  market.tradable = fields['tradable'] !== false;
  return { symbol: market.key, tradable: market.tradable };
}

function price({ dialect }: AdminParts, market: ExchangeMarket): unknown {
  const { bid, ask, last, mark, time } = dialect.world.feed.of(market);
  return {
    symbol: market.key,
    bid: formatDecimal(bid),
    ask: formatDecimal(ask),
    last: formatDecimal(last),
    mark: formatDecimal(mark),
    time,
  };
}

function show({ dialect }: AdminParts, account: ExchangeAccount): unknown {
  const { world } = dialect;
  const balance = (book: ExchangeAccount['spot']) =>
    book.all().map(({ currency, free, locked }) => ({
      currency,
      free: formatDecimal(free),
      locked: formatDecimal(locked),
    }));
  return {
    account: account.id,
    positionMode: account.positionMode,
    spot: balance(account.spot),
    swap: balance(account.wallet),
    positions: [...account.positions.values()].map((position) => ({
      symbol: position.market.key,
      side: position.side,
      quantity: formatDecimal(position.quantity),
      averagePrice: formatDecimal(position.averagePrice),
      liquidationPrice: formatDecimal(liquidationPrice(world, account, position)),
    })),
    orders: world.orders.list({ accountId: account.id }).map((order) => ({
      id: order.id,
      clientOrderId: order.clientOrderId,
      symbol: order.market.key,
      side: order.side,
      type: order.type,
      quantity: formatDecimal(order.quantity),
      filledQuantity: formatDecimal(order.filledQuantity),
      status: order.status,
      live: isLive(order),
    })),
    trades: world.orders.trades(account.id).length,
  };
}

function marketOf({ dialect }: AdminParts, fields: Fields): ExchangeMarket {
  const market = dialect.world.markets.get(textField(fields, 'symbol'));
  if (market === undefined) throw new BadCall('symbol is a market such as BTC/USDT or BTC/USDT:USDT');
  return market;
}

function accountOf({ dialect }: AdminParts, fields: Fields): ExchangeAccount {
  const account = dialect.world.accounts.get(textField(fields, 'account', 'main'));
  if (account === undefined) throw new BadCall('there is no such account');
  return account;
}

function numberOf(fields: Fields, name: string): Decimal | undefined {
  const number = decimalField(fields, name);
  if (number === 'missing') return undefined;
  if (number === 'wrong') throw new BadCall(`${name} is a decimal text`);
  return number;
}

function needNumber(fields: Fields, name: string): Decimal {
  const number = numberOf(fields, name);
  if (number === undefined) throw new BadCall(`${name} is a decimal text`);
  return number;
}

/** Coinbase: what an account has, what its key may do, its portfolio, fees, and the positions in perpetuals. */
import {
  absolute,
  add,
  type Decimal,
  divideProducts,
  fromInteger,
  multiplyRounded,
  ONE,
  ZERO,
} from '#domain/decimal.ts';
import type { Balance } from '../core/balance-book.ts';
import type { ExchangeAccount, SwapPosition } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { liquidationPrice, notionalOf, positionMargin, swapMoney, termsOf, unrealizedOf } from '../core/swap-margin.ts';
import type { Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import {
  type CoinbaseContext,
  marketOf,
  nativeId,
  portfolioOf,
  privateRoute,
  read,
  show,
  uuidOf,
} from './coinbase-context.ts';
import { ERRORS, throwNotFound } from './coinbase-errors.ts';

const FIAT = new Set(['USD', 'EUR', 'GBP']);
const OPENED = '2024-01-01T00:00:00Z';

export function accountRoutes(context: CoinbaseContext): readonly Route[] {
  const at = privateRoute(context);
  return [
    at('GET', 'accounts', 'limit cursor retail_portfolio_id', (_own, account) => {
      const accounts = account.spot.all().map((balance) => accountBody(account, balance));
      return { accounts, has_next: false, cursor: '', size: accounts.length };
    }),
    at('GET', 'accounts/{account_uuid}', '', (_own, account, fields) => {
      const uuid = read.need(fields, 'account_uuid');
      const balance = account.spot.all().find(({ currency }) => uuidOf('account', account.id, currency) === uuid);
      return { account: accountBody(account, balance ?? throwNotFound(ERRORS.account)) };
    }),
    at('GET', '/v2/accounts', 'limit starting_after ending_before order', (_own, account) => ({
      pagination: { ending_before: null, starting_after: null, limit: 100, order: 'desc', next_starting_after: null },
      data: account.spot.all().map((balance) => walletBody(account, balance)),
    })),
    {
      ...at('GET', 'key_permissions', '', () => undefined),
      handle: ({ owner }) => ({
        can_view: owner?.key.permissions.read ?? false,
        can_trade: owner?.key.permissions.trade ?? false,
        can_transfer: owner?.key.permissions.withdraw ?? false,
        portfolio_uuid: owner === undefined ? '' : portfolioOf(owner.account),
        portfolio_type: 'INTX',
      }),
    },
    at('GET', 'portfolios', 'portfolio_type', (_own, account) => ({
      portfolios: [{ name: 'Perpetuals', uuid: portfolioOf(account), type: 'INTX', deleted: false }],
    })),
    at('GET', 'transaction_summary', 'product_type contract_expiry_type product_venue start_date end_date', fees),
    ...perpetualRoutes(context),
  ];
}

function perpetualRoutes(context: CoinbaseContext): readonly Route[] {
  const at = privateRoute(context);
  const scope = '{portfolio_uuid}';
  return [
    at('GET', `intx/portfolio/${scope}`, '', (own, account, fields) => {
      needPortfolio(account, fields);
      return { portfolios: [summaryOf(own, account)], summary: summaryOf(own, account) };
    }),
    at('GET', `intx/balances/${scope}`, '', (_own, account, fields) => {
      needPortfolio(account, fields);
      const balances = account.wallet.all().map(({ currency, free, locked }) => ({
        asset: { asset_id: currency, asset_uuid: uuidOf('asset', currency), asset_name: currency },
        quantity: show(add(free, locked)),
        hold: show(locked),
      }));
      return {
        portfolio_balances: [{ portfolio_uuid: portfolioOf(account), balances, is_margin_limit_reached: false }],
      };
    }),
    at('GET', `intx/positions/${scope}`, '', (own, account, fields) => {
      needPortfolio(account, fields);
      const positions = [...account.positions.values()].map((position) => positionBody(own, account, position));
      return { positions, summary: { aggregated_pnl: money(ZERO, 'USDC') } };
    }),
    at('GET', `intx/positions/${scope}/{symbol}`, '', (own, account, fields) => {
      needPortfolio(account, fields);
      const market = marketOf(own, fields, 'symbol');
      const position = [...account.positions.values()].find((one) => one.market === market);
      return { position: positionBody(own, account, position ?? throwNotFound(ERRORS.position)) };
    }),
  ];
}

function needPortfolio(account: ExchangeAccount, fields: Fields): void {
  if (read.need(fields, 'portfolio_uuid') !== portfolioOf(account)) throwNotFound(ERRORS.portfolio);
}

const money = (value: Decimal, currency: string) => ({ value: show(value), currency });

function accountBody(account: ExchangeAccount, { currency, free, locked }: Balance): unknown {
  return {
    uuid: uuidOf('account', account.id, currency),
    name: `${currency} Wallet`,
    currency,
    available_balance: money(free, currency),
    default: true,
    active: true,
    created_at: OPENED,
    updated_at: OPENED,
    deleted_at: null,
    type: FIAT.has(currency) ? 'ACCOUNT_TYPE_FIAT' : 'ACCOUNT_TYPE_CRYPTO',
    ready: true,
    hold: money(locked, currency),
    retail_portfolio_id: portfolioOf(account),
    platform: 'ACCOUNT_PLATFORM_CONSUMER',
  };
}

/** The second version tells what is there, and not what is held for orders. */
function walletBody(account: ExchangeAccount, { currency, free, locked }: Balance): unknown {
  const id = uuidOf('account', account.id, currency);
  return {
    id,
    name: `${currency} Wallet`,
    primary: true,
    type: FIAT.has(currency) ? 'fiat' : 'wallet',
    currency: { code: currency, name: currency, type: FIAT.has(currency) ? 'fiat' : 'crypto', exponent: 8 },
    balance: { amount: show(add(free, locked)), currency },
    created_at: OPENED,
    updated_at: OPENED,
    resource: 'account',
    resource_path: `/v2/accounts/${id}`,
    allow_deposits: true,
    allow_withdrawals: true,
  };
}

function fees({ world }: CoinbaseContext, account: ExchangeAccount, fields: Fields): unknown {
  const type = read.word(fields, 'product_type', { among: ['SPOT', 'FUTURE'], standard: 'SPOT' });
  const market = [...world.markets.values()].find((one) => one.type === (type === 'SPOT' ? 'spot' : 'swap'));
  const paid = world.orders.trades(account.id).filter((trade) => trade.market.type === market?.type);
  return {
    total_volume: Number(show(paid.reduce((sum, { value }) => add(sum, value), ZERO))),
    total_fees: Number(show(paid.reduce((sum, { fee }) => add(sum, fee), ZERO))),
    fee_tier: {
      pricing_tier: 'Advanced 1',
      taker_fee_rate: show(market?.takerRate ?? ZERO),
      maker_fee_rate: show(market?.makerRate ?? ZERO),
    },
    margin_rate: null,
    goods_and_services_tax: null,
  };
}

function summaryOf({ world }: CoinbaseContext, account: ExchangeAccount): unknown {
  const { wallet, unrealized, available, maintenance, positionMargin: margin } = swapMoney(world, account, 'USDC');
  return {
    portfolio_uuid: portfolioOf(account),
    collateral: show(wallet),
    position_notional: show(ZERO),
    open_position_notional: show(ZERO),
    pending_fees: '0',
    borrow: '0',
    unrealized_pnl: money(unrealized, 'USDC'),
    portfolio_initial_margin: show(margin),
    portfolio_maintenance_margin: show(maintenance),
    portfolio_im_notional: money(margin, 'USDC'),
    portfolio_mm_notional: money(maintenance, 'USDC'),
    margin_type: 'MARGIN_TYPE_CROSS',
    buying_power: money(available, 'USDC'),
    total_balance: money(add(wallet, unrealized), 'USDC'),
    max_withdrawal: money(available, 'USDC'),
  };
}

const MARGIN_TYPES = { cross: 'MARGIN_TYPE_CROSS', isolated: 'MARGIN_TYPE_ISOLATED' } as const;

/** Sizes of shorts are negative. */
function positionBody({ world }: CoinbaseContext, account: ExchangeAccount, position: SwapPosition): unknown {
  const { market, quantity, averagePrice } = position;
  const { leverage, marginMode } = termsOf(world, account, market);
  const { mark } = world.feed.of(market);
  const inUsdc = (value: Decimal) => money(value, market.settle);
  return {
    product_id: nativeId(market),
    product_uuid: uuidOf('product', market.key),
    portfolio_uuid: portfolioOf(account),
    symbol: nativeId(market),
    vwap: inUsdc(averagePrice),
    entry_vwap: inUsdc(averagePrice),
    position_side: quantity > ZERO ? 'POSITION_SIDE_LONG' : 'POSITION_SIDE_SHORT',
    margin_type: MARGIN_TYPES[marginMode],
    net_size: show(quantity),
    buy_order_size: '0',
    sell_order_size: '0',
    im_contribution: show(divideProducts([ONE], [fromInteger(leverage)], 'half_even')),
    unrealized_pnl: inUsdc(unrealizedOf(world, position)),
    mark_price: inUsdc(mark),
    liquidation_price: inUsdc(liquidationPrice(world, account, position)),
    leverage: String(leverage),
    im_notional: inUsdc(positionMargin(world, account, position)),
    mm_notional: inUsdc(maintenanceOf(market, mark, quantity)),
    position_notional: inUsdc(notionalOf(market, mark, quantity)),
    aggregated_pnl: inUsdc(add(unrealizedOf(world, position), position.realized)),
  };
}

const maintenanceOf = (market: ExchangeMarket, mark: Decimal, quantity: Decimal): Decimal =>
  multiplyRounded(notionalOf(market, mark, absolute(quantity)), market.maintenanceRate, 'half_even');

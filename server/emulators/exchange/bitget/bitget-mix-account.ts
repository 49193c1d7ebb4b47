/** Bitget futures: the account, positions, leverage and modes. */
import { absolute, add, divideProducts, fromInteger, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount, SwapPosition } from '../core/exchange-account.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import { liquidationPrice, swapMoney, termsOf, unrealizedOf } from '../core/swap-margin.ts';
import { setLeverage, setMarginMode, setPositionMode } from '../core/swap-settings.ts';
import type { Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ERRORS, missingParameter, throwError } from './bitget-errors.ts';
import {
  type Act,
  type BitgetContext,
  marketOf,
  nativeId,
  needProduct,
  privateRoute,
  productOf,
  read,
  show,
} from './bitget-context.ts';

export function mixAccountRoutes(context: BitgetContext): readonly Route[] {
  const at = privateRoute(context);
  return [
    at('GET', 'mix/account/accounts', 'productType', (own, account, fields) => {
      const product = needProduct(fields);
      const coins = account.wallet.all().filter(({ currency }) => product === `${currency}-FUTURES`);
      return coins.map(({ currency }) => accountBody(own, account, currency));
    }),
    at('GET', 'mix/account/account', 'symbol productType marginCoin', (own, account, fields) => {
      const market = marketOf(own, 'swap', fields);
      return { ...accountBody(own, account, market.settle), ...termsBody(own, account, market) };
    }),
    at('GET', 'mix/position/all-position', 'productType marginCoin', (own, account, fields) => {
      const product = needProduct(fields);
      return [...account.positions.values()]
        .filter(({ market }) => productOf(market) === product)
        .map((position) => positionBody(own, account, position));
    }),
    at('GET', 'mix/position/single-position', 'symbol productType marginCoin', (own, account, fields) => {
      const market = marketOf(own, 'swap', fields);
      return [...account.positions.values()]
        .filter((position) => position.market === market)
        .map((position) => positionBody(own, account, position));
    }),
    at(
      'POST',
      'mix/account/set-leverage',
      'symbol productType marginCoin leverage longLeverage shortLeverage holdSide',
      changeLeverage,
    ),
    at('POST', 'mix/account/set-margin-mode', 'symbol productType marginCoin marginMode', changeMarginMode),
    at('POST', 'mix/account/set-position-mode', 'productType posMode', changePositionMode),
  ];
}

const posModeOf = ({ positionMode }: ExchangeAccount): string =>
  positionMode === 'hedge' ? 'hedge_mode' : 'one_way_mode';

function accountBody({ world }: BitgetContext, account: ExchangeAccount, currency: string) {
  const money = swapMoney(world, account, currency);
  const equity = show(add(money.wallet, money.unrealized));
  return {
    marginCoin: currency,
    locked: show(money.orderMargin),
    available: show(money.available),
    crossedMaxAvailable: show(money.available),
    isolatedMaxAvailable: show(money.available),
    maxTransferOut: show(money.available),
    accountEquity: equity,
    usdtEquity: equity,
    unrealizedPL: show(money.unrealized),
    crossedRiskRate: '0',
    posMode: posModeOf(account),
    assetMode: 'single',
  };
}

function termsBody({ world }: BitgetContext, account: ExchangeAccount, market: ExchangeMarket) {
  const { leverage, marginMode } = termsOf(world, account, market);
  return {
    marginMode: marginMode === 'cross' ? 'crossed' : 'isolated',
    crossedMarginLeverage: leverage,
    isolatedLongLever: leverage,
    isolatedShortLever: leverage,
  };
}

export function positionBody({ world }: BitgetContext, account: ExchangeAccount, position: SwapPosition): unknown {
  const { market, quantity, averagePrice, cost } = position;
  const { leverage, marginMode } = termsOf(world, account, market);
  const total = show(absolute(quantity));
  return {
    marginCoin: market.settle,
    symbol: nativeId(market),
    holdSide: quantity > ZERO ? 'long' : 'short',
    openDelegateSize: '0',
    marginSize: show(divideProducts([absolute(cost)], [fromInteger(leverage)], 'half_even')),
    available: total,
    locked: '0',
    total,
    leverage: String(leverage),
    achievedProfits: show(position.realized),
    openPriceAvg: show(averagePrice),
    marginMode: marginMode === 'cross' ? 'crossed' : 'isolated',
    posMode: posModeOf(account),
    unrealizedPL: show(unrealizedOf(world, position)),
    liquidationPrice: show(liquidationPrice(world, account, position)),
    keepMarginRate: show(market.maintenanceRate),
    markPrice: show(world.feed.of(market).mark),
    marginRatio: '0.01',
    breakEvenPrice: show(averagePrice),
    totalFee: '',
    deductedFee: '0',
    assetMode: 'single',
    autoMargin: 'off',
    cTime: String(position.openedAt),
    uTime: String(position.updatedAt),
  };
}

/** Where each side of a contract has its own leverage, it has to be said of which. */
function needSide(context: BitgetContext, account: ExchangeAccount, fields: Fields): void {
  const { marginMode } = termsOf(context.world, account, marketOf(context, 'swap', fields));
  if (account.positionMode !== 'hedge' || marginMode !== 'isolated') return;
  const areBothNamed = ['longLeverage', 'shortLeverage'].every((name) => read.text(fields, name) !== undefined);
  if (!areBothNamed && read.text(fields, 'holdSide') === undefined) throw missingParameter('holdSide');
}

const changeLeverage: Act = (context, account, fields) => {
  const market = marketOf(context, 'swap', fields);
  needSide(context, account, fields);
  const leverage = Number(
    read.text(fields, 'leverage') ?? read.text(fields, 'longLeverage') ?? read.need(fields, 'shortLeverage'),
  );
  if (setLeverage(context.world, account, { market, leverage }).kind === 'refused') throwError(ERRORS.leverage);
  const lever = String(leverage);
  const { marginMode } = termsBody(context, account, market);
  return {
    symbol: nativeId(market),
    marginCoin: market.settle,
    longLeverage: lever,
    shortLeverage: lever,
    crossMarginLeverage: lever,
    marginMode,
  };
};

const changeMarginMode: Act = (context, account, fields) => {
  const market = marketOf(context, 'swap', fields);
  const asked = read.word(fields, 'marginMode', { among: ['crossed', 'isolated'] });
  const marginMode = asked === 'crossed' ? 'cross' : 'isolated';
  const outcome = setMarginMode(context.world, account, { market, marginMode });
  if (outcome.kind === 'refused' && outcome.reason !== 'mode_unchanged') throwError(ERRORS.blocked);
  return {
    symbol: nativeId(market),
    marginCoin: market.settle,
    longLeverage: '',
    shortLeverage: '',
    marginMode: asked,
  };
};

const changePositionMode: Act = ({ world }, account, fields) => {
  needProduct(fields);
  const posMode = read.word(fields, 'posMode', { among: ['one_way_mode', 'hedge_mode'] });
  const outcome = setPositionMode(world, account, { mode: posMode === 'hedge_mode' ? 'hedge' : 'one_way' });
  if (outcome.kind === 'refused' && outcome.reason !== 'mode_unchanged') throwError(ERRORS.blocked);
  return { posMode };
};

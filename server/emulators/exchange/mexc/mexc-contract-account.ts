/** MEXC contracts: the wallet, positions, leverage and the mode of positions. */
import { absolute, add, divideProducts, fromInteger, ZERO } from '#domain/decimal.ts';
import type { SwapPosition } from '../core/exchange-account.ts';
import { liquidationPrice, swapMoney, termsOf } from '../core/swap-margin.ts';
import { setLeverage, setPositionMode } from '../core/swap-settings.ts';
import type { Route } from '../door/dialect.ts';
import { ERRORS, throwError } from './mexc-errors.ts';
import { type MexcContext, marketFilter, marketOf, nativeId, number, read as readers } from './mexc-context.ts';
import { type ContractAct, contractRoute } from './mexc-contract-orders.ts';

const read = readers.swap;

export function contractAccountRoutes(context: MexcContext): readonly Route[] {
  const at = contractRoute(context);
  return [
    at('GET', 'account/assets', '', (own, account) =>
      account.wallet.all().map(({ currency }) => assetBody(own, account, currency)),
    ),
    at('GET', 'account/asset/{currency}', '', (own, account, fields) =>
      assetBody(own, account, read.need(fields, 'currency')),
    ),
    at('GET', 'position/open_positions', 'symbol', (own, account, fields) => {
      const { market } = marketFilter(own, 'swap', fields);
      return [...account.positions.values()]
        .filter((position) => market === undefined || position.market === market)
        .map((position, index) => positionBody(own, account, { position, index }));
    }),
    at('GET', 'position/leverage', 'symbol', (own, account, fields) => {
      const { leverage, marginMode } = termsOf(own.world, account, marketOf(own, 'swap', fields));
      const openType = marginMode === 'isolated' ? 1 : 2;
      return [1, 2].map((positionType) => ({
        level: 1,
        positionType,
        openType,
        leverage,
        maxVol: 1_000_000,
        imr: 1 / leverage,
      }));
    }),
    at('POST', 'position/change_leverage', 'positionId leverage openType symbol positionType', changeLeverage),
    at('GET', 'position/position_mode', '', (_own, account) => (account.positionMode === 'hedge' ? 1 : 2)),
    at('POST', 'position/change_position_mode', 'positionMode', ({ world }, account, fields) => {
      const mode = read.word(fields, 'positionMode', { among: ['1', '2'] });
      const outcome = setPositionMode(world, account, { mode: mode === '1' ? 'hedge' : 'one_way' });
      if (outcome.kind === 'refused' && outcome.reason !== 'mode_unchanged') throwError('swap', ERRORS.mode);
      return null;
    }),
  ];
}

type Account = Parameters<ContractAct>[1];

function assetBody({ world }: MexcContext, account: Account, currency: string): unknown {
  const money = swapMoney(world, account, currency);
  return {
    currency,
    positionMargin: number(money.positionMargin),
    availableBalance: number(money.available),
    cashBalance: number(money.wallet),
    frozenBalance: number(money.orderMargin),
    equity: number(add(money.wallet, money.unrealized)),
    unrealized: number(money.unrealized),
    bonus: 0,
  };
}

interface Shown {
  readonly position: SwapPosition;
  readonly index: number;
}

function positionBody({ world }: MexcContext, account: Account, { position, index }: Shown): unknown {
  const { market, quantity, averagePrice, cost } = position;
  const { leverage, marginMode } = termsOf(world, account, market);
  const margin = number(divideProducts([absolute(cost)], [fromInteger(leverage)], 'half_even'));
  return {
    positionId: 1_000 + index,
    symbol: nativeId(market),
    positionType: quantity > ZERO ? 1 : 2,
    openType: marginMode === 'isolated' ? 1 : 2,
    state: 1,
    holdVol: number(absolute(quantity)),
    frozenVol: 0,
    closeVol: 0,
    holdAvgPrice: number(averagePrice),
    openAvgPrice: number(averagePrice),
    closeAvgPrice: 0,
    liquidatePrice: number(liquidationPrice(world, account, position)),
    oim: margin,
    im: margin,
    holdFee: 0,
    realised: number(position.realized),
    leverage,
    createTime: position.openedAt,
    updateTime: position.updatedAt,
    autoAddIm: false,
  };
}

const changeLeverage: ContractAct = (context, account, fields) => {
  const leverage = read.integer(fields, 'leverage') ?? 0;
  const market = marketOf(context, 'swap', fields);
  if (setLeverage(context.world, account, { market, leverage }).kind === 'refused') throwError('swap', ERRORS.leverage);
  return null;
};

/**
 * The questions about an account as each exchange wants them asked: balances, positions, the position mode, and what puts
 * leverage and margin mode in force. No parameter is given to an exchange that would not know it.
 */
import type { ExchangeMarket, ExchangeName } from './exchange-name.ts';
import type { AccountTerms, ClientCall } from './profile.ts';

type Params = Readonly<Record<string, unknown>>;

const ask = (method: string, params: Params = {}): ClientCall => ({ method, args: [params] });

/** One wallet for all markets. */
const ONE_WALLET: ReadonlySet<ExchangeName> = new Set(['okx', 'bybit', 'coinbase']);

/** The calls whose answers add up to the balances of the account. */
export function balanceCalls(exchange: ExchangeName, markets: readonly ExchangeMarket[]): readonly ClientCall[] {
  if (ONE_WALLET.has(exchange)) return [ask('fetchBalance')];
  return markets.map((type) => {
    const isMix = exchange === 'bitget' && type === 'swap';
    return ask('fetchBalance', isMix ? { type, productType: 'USDT-FUTURES' } : { type });
  });
}

const LINEAR: Params = { type: 'swap', subType: 'linear' };
const POSITIONS: Readonly<Record<ExchangeName, readonly Params[]>> = {
  binance: [LINEAR],
  okx: [{ instType: 'SWAP' }],
  bybit: [
    { ...LINEAR, settleCoin: 'USDT' },
    { ...LINEAR, settleCoin: 'USDC' },
  ],
  htx: [LINEAR],
  bitget: [{ productType: 'USDT-FUTURES' }, { productType: 'USDC-FUTURES' }],
  coinbase: [{}],
  kucoin: [{}],
  mexc: [{}],
};

/** The calls that together list the linear swap positions. */
export const positionCalls = (exchange: ExchangeName): readonly ClientCall[] =>
  POSITIONS[exchange].map((params) => ({ method: 'fetchPositions', args: [undefined, params] }));

/** The call that tells the position mode, where the client has one. */
export const positionModeCall = (exchange: ExchangeName): ClientCall => ({
  method: 'fetchPositionMode',
  args: [undefined, exchange === 'binance' ? { subType: 'linear' } : {}],
});

interface Leveraged {
  readonly symbol: string;
  readonly leverage: string;
  readonly account: Pick<AccountTerms, 'marginMode' | 'hedged'>;
}

const setMode = ({ symbol, account }: Leveraged): ClientCall => ({
  method: 'setMarginMode',
  args: [account.marginMode, symbol, {}],
});
const setLeverage = ({ symbol, leverage }: Leveraged, params: Params = {}): ClientCall => ({
  method: 'setLeverage',
  args: [leverage, symbol, params],
});

/**
 * The calls that put leverage and margin mode of a swap in force, in their order. Empty where both travel with each order.
 * Bybit's margin mode is one for the whole account, so it is left as its owner has set it.
 */
const LEVERAGE: Readonly<Record<ExchangeName, (of: Leveraged) => readonly ClientCall[]>> = {
  binance: (of) => [setMode(of), setLeverage(of)],
  okx: (of) =>
    sidesOf(of.account).map((posSide) =>
      setLeverage(of, {
        marginMode: of.account.marginMode,
        ...(of.account.marginMode === 'isolated' ? { posSide } : {}),
      }),
    ),
  bybit: (of) => [setLeverage(of)],
  htx: (of) => [setLeverage(of, { marginMode: of.account.marginMode })],
  bitget: (of) => [setMode(of), setLeverage(of)],
  coinbase: () => [],
  kucoin: (of) => (of.account.marginMode === 'cross' ? [setMode(of), setLeverage(of)] : [setMode(of)]),
  mexc: (of) => [1, 2].map((positionType) => setLeverage(of, { openType: openTypeOf(of.account), positionType })),
};

export const leverageCalls = (exchange: ExchangeName, of: Leveraged): readonly ClientCall[] => LEVERAGE[exchange](of);

function sidesOf({ hedged, marginMode }: Leveraged['account']): readonly string[] {
  return hedged && marginMode === 'isolated' ? ['long', 'short'] : ['net'];
}

/** MEXC counts the margin modes. */
const openTypeOf = ({ marginMode }: Leveraged['account']): number => (marginMode === 'isolated' ? 1 : 2);

/**
 * Six-digit codes of the mainland Chinese exchanges. One code can be two things: 000001 is a bank in Shenzhen and an
 * index in Shanghai. So a market that was written wins over the one that the leading digits suggest, and the suggestion
 * alone never decides.
 */

/** Shanghai, Shenzhen, Beijing: the suffix of the canonical symbol. */
export type ShareMarket = 'SH' | 'SZ' | 'BJ';

export interface ShareCode {
  /** Six digits. */
  readonly code: string;
  /** As written; absent: the code was bare. */
  readonly market?: ShareMarket;
}

const MARKET_NAMES: ReadonlyMap<string, ShareMarket> = new Map([
  ['SH', 'SH'],
  ['SS', 'SH'],
  ['SSE', 'SH'],
  ['SHSE', 'SH'],
  ['XSHG', 'SH'],
  ['SZ', 'SZ'],
  ['SZSE', 'SZ'],
  ['XSHE', 'SZ'],
  ['BJ', 'BJ'],
  ['BSE', 'BJ'],
  ['BJSE', 'BJ'],
]);

const PREFIXES: Readonly<Record<ShareMarket, readonly string[]>> = {
  SH: ['5', '6', '900', '110', '111', '113', '118', '132', '204', '73', '78'],
  SZ: ['00', '12', '13', '15', '16', '18', '20', '30', '39', '115'],
  BJ: ['4', '8', '92'],
};
const MARKET_BY_PREFIX: ReadonlyMap<string, ShareMarket> = new Map(
  (['SH', 'SZ', 'BJ'] as const).flatMap((market) => PREFIXES[market].map((prefix) => [prefix, market] as const)),
);
const PREFIX_LENGTH_MAX = 3;

const MARKET_FIRST = /^(SHSE|SZSE|BJSE|SH|SZ|BJ)\.?(\d{6})$/;
const MARKET_LAST = /^(\d{6})\.([A-Z]{2,4})$/;

/** The market that an exchange's name stands for (`SSE`, `XSHE`, `BJ`); undefined for any other exchange. */
export const shareMarketOf = (exchange: string): ShareMarket | undefined => MARKET_NAMES.get(exchange);

/** Reads `600000`, `600000.SH`, `600000.SS`, `600000.XSHG`, `SH600000`, `SHSE.600000`, all upper-case. */
export function readShareCode(name: string): ShareCode | undefined {
  if (/^\d{6}$/.test(name)) return { code: name };
  const first = MARKET_FIRST.exec(name);
  if (first !== null) return shareCode(first[2], first[1]);
  const last = MARKET_LAST.exec(name);
  return last === null ? undefined : shareCode(last[1], last[2]);
}

function shareCode(code: string | undefined, marketName: string | undefined): ShareCode | undefined {
  const market = MARKET_NAMES.get(marketName ?? '');
  return code === undefined || market === undefined ? undefined : { code, market };
}

/** The market that the leading digits suggest, the longest known prefix first; undefined when none is known. */
export function suggestedMarket(code: string): ShareMarket | undefined {
  for (let length = PREFIX_LENGTH_MAX; length > 0; length -= 1) {
    const market = MARKET_BY_PREFIX.get(code.slice(0, length));
    if (market !== undefined) return market;
  }
  return undefined;
}

/**
 * Which account a request of Trading v2 is about, and what its symbols are called there. An exchange stands for the
 * caller's oldest account at it, or for the one that is named; symbols are written as ccxt writes them.
 */
import type { Desk, Result } from '#runtime/desk.ts';
import type { AccountView, InstrumentView } from '#views/shapes.ts';

/** As its clients know them: huobi is called htx today, and both names are taken. */
export const V2_EXCHANGES = ['binance', 'okx', 'bybit', 'huobi', 'bitget', 'coinbase', 'kucoin', 'mexc'] as const;
const PAPER = 'paper';
const BROKER_OF: ReadonlyMap<string, string> = new Map([
  ...V2_EXCHANGES.map((name): [string, string] => [name, `ccxt:${name}`]),
  ['huobi', 'ccxt:htx'],
  ['htx', 'ccxt:htx'],
  [PAPER, PAPER],
]);
const KNOWN = [...BROKER_OF.keys()].join(', ');

/** What of a request says which account it means. */
export interface AccountChoice {
  readonly exchange: string;
  readonly account?: string | undefined;
}

/** An account with the names that this interface has for things. */
export interface V2Account {
  readonly view: AccountView;
  readonly exchange: string;
  /** The instrument that a symbol means there. */
  readonly instrument: (symbol: string) => Result<InstrumentView>;
  /** `BTC/USDT` for an instrument's id. */
  readonly symbolOf: (instrumentId: string) => string;
}

/** The account that is meant: EXCHANGE_UNKNOWN, EXCHANGE_WITHOUT_ACCOUNT or ACCOUNT_UNKNOWN when there is none. */
export function findAccount(desk: Desk, { exchange, account }: AccountChoice): Result<V2Account> {
  const broker = BROKER_OF.get(exchange.toLowerCase());
  if (broker === undefined) return failed('EXCHANGE_UNKNOWN', { exchange, known: KNOWN });
  const there = desk.accounts().filter((view) => view.broker === broker);
  const view = account === undefined ? there[0] : there.find(({ id }) => id === account);
  if (view !== undefined) return { kind: 'ok', value: describe(desk, view) };
  return account === undefined
    ? failed('EXCHANGE_WITHOUT_ACCOUNT', { exchange })
    : failed('ACCOUNT_UNKNOWN', { account });
}

/** What this interface calls the exchange of a broker; the broker itself when it is none. */
export function exchangeOf(broker: string): string {
  if (broker === PAPER) return PAPER;
  return V2_EXCHANGES.find((name) => BROKER_OF.get(name) === broker) ?? broker;
}

/** The symbol as ccxt writes it: coins against coins, and for perpetuals with the coin they settle in. */
export function unifiedSymbol({ kind, symbol, baseCurrency, quoteCurrency }: InstrumentView): string {
  if (kind === 'crypto_spot') return `${baseCurrency}/${quoteCurrency}`;
  if (kind === 'crypto_perpetual') return `${baseCurrency}/${quoteCurrency}:${quoteCurrency}`;
  return symbol;
}

function describe(desk: Desk, view: AccountView): V2Account {
  const names = new Map<string, string>();
  const instrument = (symbol: string) => desk.instrument(symbol, view.id);
  return {
    view,
    exchange: exchangeOf(view.broker),
    instrument,
    symbolOf(instrumentId) {
      let name = names.get(instrumentId);
      if (name === undefined) {
        const found = instrument(instrumentId);
        // An instrument that is listed no more keeps the name it was traded by.
        name = found.kind === 'ok' ? unifiedSymbol(found.value) : instrumentId;
        names.set(instrumentId, name);
      }
      return name;
    },
  };
}

function failed(
  code: 'EXCHANGE_UNKNOWN' | 'EXCHANGE_WITHOUT_ACCOUNT' | 'ACCOUNT_UNKNOWN',
  values: Record<string, string>,
) {
  return { kind: 'failed', reason: { code, values } } as const;
}

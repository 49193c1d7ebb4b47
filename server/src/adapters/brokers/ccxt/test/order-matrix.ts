/** Every order that can be asked of an exchange: all types, sides, times in force and terms, with a short name for each. */
import type { ApprovedOrder } from '#domain/approved-order.ts';
import { decimal } from '#domain/decimal.ts';
import type { OrderRequest, OrderType, Side } from '#domain/order.ts';
import type { TimeInForce } from '#domain/signal.ts';
import type { ExchangeMarket } from '../exchange-name.ts';
import type { OrderToPlace } from '../order-call.ts';
import type { AccountTerms, ExchangeProfile } from '../profile.ts';
import { rigInstrument, venueMarket } from './client-rig.ts';

export const CLIENT_ORDER_ID = 'abcdefghijklmnopqrstuv23';

export interface Case {
  /** `swap hedged stop_limit sell gtc closing`. */
  readonly name: string;
  readonly options: OrderToPlace;
}

export interface CaseTerms {
  readonly kind: ExchangeMarket;
  readonly type: OrderType;
  readonly side: Side;
  readonly timeInForce: TimeInForce;
  readonly postOnly?: boolean;
  readonly closing?: boolean;
  readonly account?: Partial<AccountTerms>;
}

const QUANTITY_IN_COINS = '0.02';
const QUANTITY_IN_CONTRACTS = '3';

/** The order with those terms, as risk would have approved it. */
export function orderCase(profile: ExchangeProfile, terms: CaseTerms): Case {
  const { kind, type, side, timeInForce, postOnly = false, closing = false } = terms;
  const account: AccountTerms = { hedged: false, marginMode: 'cross', leverage: '5', ...terms.account };
  const instrument = rigInstrument(profile.name, kind);
  const isCounted = instrument.lotStep >= decimal('1');
  const request: OrderRequest = {
    instrumentId: instrument.id,
    side,
    type,
    quantity: decimal(isCounted ? QUANTITY_IN_CONTRACTS : QUANTITY_IN_COINS),
    ...(type.includes('limit') ? { limitPrice: decimal('50000.1') } : {}),
    ...(type.startsWith('stop') ? { stopPrice: decimal('49000.2') } : {}),
    timeInForce,
    postOnly,
    reduceOnly: closing,
    role: closing ? 'close' : 'entry',
  };
  const order: Pick<ApprovedOrder, 'clientOrderId' | 'request'> = { clientOrderId: CLIENT_ORDER_ID, request };
  const words = [
    kind,
    account.hedged ? 'hedged' : '',
    account.marginMode === 'isolated' ? 'isolated' : '',
    type,
    side,
    timeInForce,
    postOnly ? 'post-only' : '',
    closing ? 'closing' : '',
  ];
  return {
    name: words.filter((word) => word !== '').join(' '),
    options: { order, instrument, market: venueMarket(profile.name, kind), account, profile },
  };
}

const TYPES = ['market', 'limit', 'stop', 'stop_limit'] as const;
const SIDES = ['buy', 'sell'] as const;
const TIMES = ['gtc', 'ioc', 'fok', 'day'] as const;
const FLAGS = [false, true] as const;
const SWAP_ACCOUNTS = [
  {},
  { marginMode: 'isolated' },
  { hedged: true },
] as const satisfies readonly Partial<AccountTerms>[];

/** All of them, for both markets of the exchange. */
export function orderMatrix(profile: ExchangeProfile): readonly Case[] {
  const cases: Case[] = [];
  for (const kind of ['spot', 'swap'] as const) {
    for (const account of kind === 'swap' ? SWAP_ACCOUNTS : [{}]) {
      for (const terms of termsOf(kind)) cases.push(orderCase(profile, { ...terms, account }));
    }
  }
  return cases;
}

function termsOf(kind: ExchangeMarket): readonly CaseTerms[] {
  return TYPES.flatMap((type) =>
    SIDES.flatMap((side) =>
      TIMES.flatMap((timeInForce) =>
        FLAGS.flatMap((postOnly) =>
          (kind === 'swap' ? FLAGS : [false]).map((closing) => ({ kind, type, side, timeInForce, postOnly, closing })),
        ),
      ),
    ),
  );
}

/** Names of the orders whose requests are written out in `requests/<exchange>.txt`: each term once, each direction once. */
export const SHOWN_ORDERS: readonly string[] = [
  'spot market buy gtc',
  'spot market sell gtc',
  'spot limit buy gtc',
  'spot limit sell ioc',
  'spot limit buy fok',
  'spot limit sell gtc post-only',
  'spot stop buy gtc',
  'spot stop sell gtc',
  'spot stop_limit buy gtc',
  'spot stop_limit sell gtc',
  'swap market buy gtc',
  'swap market sell gtc closing',
  'swap limit buy gtc',
  'swap limit sell ioc closing',
  'swap limit buy fok',
  'swap limit sell gtc post-only',
  'swap stop buy gtc',
  'swap stop sell gtc closing',
  'swap stop_limit buy gtc closing',
  'swap stop_limit sell gtc',
  'swap isolated limit sell gtc',
  'swap hedged market sell gtc',
  'swap hedged market sell gtc closing',
  'swap hedged stop buy gtc closing',
];

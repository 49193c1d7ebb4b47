/** OKX's one wallet, as answers and streams tell it, and what came and went of it. */
import { add, type Decimal, formatDecimal, multiplyRounded, parseDecimal, subtract, ZERO } from '#domain/decimal.ts';
import type { ExchangeAccount, Income } from '../core/exchange-account.ts';
import { swapMoney, termsOf } from '../core/swap-margin.ts';
import type { Fields } from '../door/call-fields.ts';
import { dollarsOf } from './okx-market-data.ts';
import { billIdOf } from './okx-order-body.ts';
import { marketFilter, nativeId, type OkxContext, pageOf, read } from './okx-params.ts';

const show = (value: Decimal): string => formatDecimal(value);

/** The whole wallet; spot and swap margin rest on the same money. */
export function balanceBody(context: OkxContext, account: ExchangeAccount, asked?: readonly string[]): unknown {
  const { world } = context;
  const now = String(world.clock.now());
  const held = account.spot.all().filter(({ currency }) => asked === undefined || asked.includes(currency));
  const details = held.map(({ currency }) => detailBody(context, account, currency));
  const total = details.reduce((sum, { eqUsd }) => add(sum, parseDecimal(eqUsd) ?? ZERO), ZERO);
  return {
    adjEq: '',
    availEq: '',
    borrowFroz: '',
    details,
    imr: '',
    isoEq: '0',
    mgnRatio: '',
    mmr: '',
    notionalUsd: '',
    ordFroz: '',
    totalEq: show(total),
    upl: '',
    uTime: now,
  };
}

function detailBody(context: OkxContext, account: ExchangeAccount, ccy: string) {
  const { world } = context;
  const money = swapMoney(world, account, ccy);
  const cash = account.spot.total(ccy);
  const equity = add(cash, money.unrealized);
  return {
    ccy,
    eq: show(equity),
    cashBal: show(cash),
    availEq: show(money.available),
    availBal: show(money.available),
    frozenBal: show(subtract(equity, money.available)),
    ordFrozen: show(add(account.spot.locked(ccy), money.orderMargin)),
    upl: show(money.unrealized),
    imr: show(add(money.positionMargin, money.orderMargin)),
    mmr: show(money.maintenance),
    eqUsd: show(multiplyRounded(equity, dollarsOf(context, ccy), 'half_even')),
    disEq: show(multiplyRounded(equity, dollarsOf(context, ccy), 'half_even')),
    isoEq: '0',
    isoUpl: '0',
    liab: '',
    crossLiab: '',
    isoLiab: '',
    uplLiab: '',
    interest: '',
    maxLoan: '',
    mgnRatio: '',
    notionalLever: '0',
    spotInUseAmt: '',
    stgyEq: '0',
    twap: '0',
    uTime: String(world.clock.now()),
  };
}

const BILL_TYPES: Readonly<Record<Income['kind'], string>> = { funding: '8', realized: '2', fee: '2' };

export function billsOf(context: OkxContext, account: ExchangeAccount, fields: Fields): readonly unknown[] {
  const { instType: _instType, ...scope } = fields;
  const isInScope = marketFilter(context, { ...scope, instType: read.text(fields, 'instType') ?? 'ANY' });
  const [ccy, type, subType] = ['ccy', 'type', 'subType'].map((name) => read.text(fields, name));
  const found = account.incomes.filter(
    (income) =>
      isInScope(income.market) &&
      (ccy === undefined || income.currency === ccy) &&
      (type === undefined || BILL_TYPES[income.kind] === type) &&
      (subType === undefined || subTypeOf(income) === subType),
  );
  const page = pageOf(found, ({ number, time }) => ({ id: billIdOf(number), time }), fields);
  return page.map((income) => billBody(context, account, income));
}

function subTypeOf({ kind, amount }: Income): string {
  if (kind === 'funding') return amount < ZERO ? '173' : '174';
  return amount < ZERO ? '1' : '2';
}

function billBody({ world }: OkxContext, account: ExchangeAccount, income: Income): unknown {
  const { market, currency, amount, kind, number, time, tradeId } = income;
  return {
    billId: billIdOf(number),
    instType: 'SWAP',
    instId: nativeId(market),
    ccy: currency,
    type: BILL_TYPES[kind],
    subType: subTypeOf(income),
    bal: show(account.wallet.total(currency)),
    balChg: show(amount),
    posBal: '0',
    posBalChg: '0',
    sz: '0',
    px: show(world.feed.of(market).mark),
    pnl: show(kind === 'fee' ? ZERO : amount),
    fee: show(kind === 'fee' ? amount : ZERO),
    mgnMode: termsOf(world, account, market).marginMode,
    ordId: '',
    tradeId: tradeId ?? '',
    from: '',
    to: '',
    notes: '',
    execType: '',
    tag: '',
    ts: String(time),
  };
}

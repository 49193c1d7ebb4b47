/** OKX's lists: instruments with their steps, currencies, the exchange's clock and status. */
import { formatDecimal } from '#domain/decimal.ts';
import type { ExchangeMarket } from '../core/exchange-market.ts';
import type { Fields } from '../door/call-fields.ts';
import type { Route } from '../door/dialect.ts';
import { ok } from './okx-errors.ts';
import { documented, instTypeOf, marketFilter, nativeId, type OkxContext, read } from './okx-params.ts';

const LISTED_AT = '1548133413000';

export function instrumentRoutes(context: OkxContext): readonly Route[] {
  const names = ['instType', 'uly', 'instFamily', 'instId'];
  const list = (fields: Fields): unknown => {
    read.need(fields, 'instType');
    const isAsked = marketFilter(context, fields);
    return ok([...context.world.markets.values()].filter(isAsked).map((market) => instrumentBody(context, market)));
  };
  const { clock } = context.world;
  return [
    documented({ method: 'GET', path: '/public/instruments', access: 'public', names, handle: list }),
    documented({ method: 'GET', path: '/account/instruments', access: 'read', names, handle: list }),
    documented({
      method: 'GET',
      path: '/public/time',
      access: 'public',
      names: [],
      handle: () => ok([{ ts: String(clock.now()) }]),
    }),
    documented({ method: 'GET', path: '/system/status', access: 'public', names: ['state'], handle: () => ok([]) }),
    documented({
      method: 'GET',
      path: '/asset/currencies',
      access: 'read',
      names: ['ccy'],
      handle: (fields) => ok(currencies(context, fields)),
    }),
  ];
}

export function instrumentBody({ codes }: OkxContext, market: ExchangeMarket): unknown {
  const isSwap = market.type === 'swap';
  const pair = `${market.base}-${market.quote}`;
  return {
    instType: instTypeOf(market),
    instId: nativeId(market),
    instIdCode: codes.get(nativeId(market)),
    uly: isSwap ? pair : '',
    instFamily: isSwap ? pair : '',
    category: '1',
    baseCcy: isSwap ? '' : market.base,
    quoteCcy: isSwap ? '' : market.quote,
    settleCcy: isSwap ? market.settle : '',
    ctVal: isSwap ? formatDecimal(market.contractSize) : '',
    ctMult: isSwap ? '1' : '',
    ctValCcy: isSwap ? market.base : '',
    ctType: isSwap ? 'linear' : '',
    optType: '',
    stk: '',
    listTime: LISTED_AT,
    contTdSwTime: LISTED_AT,
    openType: 'call_auction',
    expTime: '',
    lever: isSwap ? String(market.leverageMax) : '',
    tickSz: formatDecimal(market.tickSize),
    lotSz: formatDecimal(market.quantityStep),
    minSz: formatDecimal(market.quantityMin),
    alias: '',
    state: market.tradable ? 'live' : 'suspend',
    ruleType: 'normal',
    maxLmtSz: formatDecimal(market.quantityMax),
    maxMktSz: formatDecimal(market.marketQuantityMax),
    maxLmtAmt: '20000000',
    maxMktAmt: isSwap ? '' : '1000000',
    maxTwapSz: formatDecimal(market.quantityMax),
    maxIcebergSz: formatDecimal(market.quantityMax),
    maxTriggerSz: formatDecimal(market.quantityMax),
    maxStopSz: formatDecimal(market.marketQuantityMax),
    futureSettlement: false,
  };
}

function currencies({ world }: OkxContext, fields: Fields): readonly unknown[] {
  const asked = typeof fields['ccy'] === 'string' ? fields['ccy'].split(',') : undefined;
  const names = new Set([...world.markets.values()].flatMap((market) => [market.base, market.quote]));
  return [...names]
    .filter((name) => asked === undefined || asked.includes(name))
    .map((ccy) => ({
      ccy,
      name: ccy,
      chain: `${ccy}-Emulated`,
      canDep: false,
      canWd: false,
      canInternal: false,
      mainNet: true,
      minWd: '1',
      maxWd: '1000000',
      wdTickSz: '8',
      wdQuota: '0',
      usedWdQuota: '0',
      fee: '0',
      minFee: '0',
      maxFee: '0',
    }));
}

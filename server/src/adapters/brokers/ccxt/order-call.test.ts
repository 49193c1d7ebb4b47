import { readFileSync } from 'node:fs';
import { findError } from '@signalbox/contract';
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { lackingIn } from './broker-capabilities.ts';
import { EXCHANGE_NAMES } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import { denialOf, type OrderCall, orderCall, type OrderToPlace } from './order-call.ts';
import { openRig, shownRequest } from './test/client-rig.ts';
import { CLIENT_ORDER_ID, orderCase, orderMatrix, SHOWN_ORDERS } from './test/order-matrix.ts';
import { inspectRequest } from './wire-guard.ts';

const profiles = new Map(
  await Promise.all(EXCHANGE_NAMES.map(async (name) => [name, await loadExchangeProfile(name)] as const)),
);

const isCall = (call: OrderCall): call is OrderCall & { kind: 'call' } => call.kind === 'call';

describe.each(EXCHANGE_NAMES)('an order that leaves for %s', (name) => {
  const profile = profiles.get(name)!;
  const cases = orderMatrix(profile);

  it('is one request that says what was approved and nothing else, for everything the table lists', async () => {
    const rig = await openRig(profile);
    for (const { name: title, options } of cases) {
      const call = orderCall(options);
      if (!isCall(call)) continue;
      rig.requests.length = 0;
      const { error } = await rig.run(call.call);
      expect(rig.requests, `${title}: ${String(error)}`).toHaveLength(1);
      expect(inspectRequest(call.wire, rig.requests[0]!, profile.hosts), title).toBeUndefined();
    }
  });

  it('is the request that the exchange documents', async () => {
    const rig = await openRig(profile);
    const written = readFileSync(new URL(`./test/requests/${name}.txt`, import.meta.url), 'utf8');
    const seen: string[] = [];
    for (const { name: title, options } of cases.filter(({ name: title }) => SHOWN_ORDERS.includes(title))) {
      const call = orderCall(options);
      if (!isCall(call)) continue;
      rig.requests.length = 0;
      await rig.run(call.call);
      seen.push(`${title}\n    ${shownRequest(rig.requests[0]!, call.wire.unchecked)}\n`);
    }
    expect(seen.join('')).toBe(written);
  });

  it('carries our id, and no key that its wire does not know', () => {
    for (const { options } of cases) {
      const call = orderCall(options);
      if (!isCall(call)) continue;
      const values = Object.values(call.wire.fields);
      expect(values).toContain(call.outgoing.clientOrderId);
      expect(Object.values(call.call.args.at(-1)!)).toContain(call.outgoing.clientOrderId);
    }
  });

  it('never has a price when it is a market order', () => {
    for (const { options } of cases) {
      const { type } = options.order.request;
      const call = orderCall({ ...options, order: withPrice(options) });
      if (!isCall(call) || (type !== 'market' && type !== 'stop')) continue;
      expect(call.outgoing.limitPrice).toBeUndefined();
      expect(call.call.args[4]).toBeUndefined();
    }
  });

  it('is denied with a code where the table does not list it', () => {
    const denied = cases.map(({ options }) => orderCall(options)).filter((call) => !isCall(call));
    expect(denied.length).toBeGreaterThan(0);
    for (const call of denied) {
      expect(call).toMatchObject({ kind: 'denied', reason: { code: expect.stringMatching(/^VENUE_(LACKS|NEEDS)_/) } });
    }
  });
});

const withPrice = (options: OrderToPlace): OrderToPlace['order'] => ({
  ...options.order,
  request: { ...options.order.request, limitPrice: decimal('50000.1') },
});

const binance = profiles.get('binance')!;
const okx = profiles.get('okx')!;
const htx = profiles.get('htx')!;
const bitget = profiles.get('bitget')!;
const coinbase = profiles.get('coinbase')!;
const kucoin = profiles.get('kucoin')!;
const mexc = profiles.get('mexc')!;

describe('what is denied', () => {
  const limit = { kind: 'swap', type: 'limit', side: 'buy', timeInForce: 'gtc' } as const;
  const stop = { kind: 'swap', type: 'stop', side: 'buy', timeInForce: 'gtc' } as const;
  const table = [
    ['a stop on MEXC spot, which would leave as a plain order', mexc, { ...stop, kind: 'spot' }, 'ORDER_TYPE'],
    ['a stop on MEXC swaps, which could not be found by its id', mexc, stop, 'ORDER_TYPE'],
    ['a market stop at Coinbase', coinbase, stop, 'ORDER_TYPE'],
    ['a market stop on HTX spot', htx, { ...stop, kind: 'spot' }, 'ORDER_TYPE'],
    ['a stop on HTX swaps that opens', htx, stop, 'OPENING_STOP'],
    ['a market buy by quantity on HTX spot', htx, { ...limit, kind: 'spot', type: 'market' }, 'SIZE_BY_QUANTITY'],
    ['a market buy by quantity on Bitget spot', bitget, { ...limit, kind: 'spot', type: 'market' }, 'SIZE_BY_QUANTITY'],
    ['a stop buy by quantity on Bitget spot', bitget, { ...stop, kind: 'spot' }, 'SIZE_BY_QUANTITY'],
    ['a market buy by quantity on Coinbase', coinbase, { ...limit, kind: 'spot', type: 'market' }, 'SIZE_BY_QUANTITY'],
    ['hedge mode at MEXC', mexc, { ...limit, account: { hedged: true } }, 'HEDGE_MODE'],
    ['a day order', binance, { ...limit, timeInForce: 'day' }, 'TIME_IN_FORCE'],
    ['fill-or-kill on KuCoin swaps', kucoin, { ...limit, timeInForce: 'fok' }, 'TIME_IN_FORCE'],
    ['a stop that is to be immediate', binance, { ...stop, timeInForce: 'ioc' }, 'TIME_IN_FORCE'],
    ['a market order that is to fill whole', okx, { ...limit, type: 'market', timeInForce: 'fok' }, 'TIME_IN_FORCE'],
    ['post-only that may not rest', binance, { ...limit, timeInForce: 'ioc', postOnly: true }, 'POST_ONLY'],
    ['a post-only market order', okx, { ...limit, type: 'market', postOnly: true }, 'POST_ONLY'],
  ] as const;

  it.each(table)('%s', (_title, profile, terms, code) => {
    const { options } = orderCase(profile, terms);
    const denial = denialOf(options);
    expect(denial?.code).toBe(`VENUE_LACKS_${code}`);
    // Risk is told the same before anything is approved.
    expect(lackingIn(profile, options.account)(options.order.request, options.instrument)).toEqual(denial);
    const needed = findError(`VENUE_LACKS_${code}`)?.placeholders;
    expect(Object.keys(denial?.values ?? {})).toEqual(expect.arrayContaining([...(needed ?? ['registered'])]));
  });

  it('an opening order on KuCoin swaps without a leverage, but not a closing one', () => {
    const { options } = orderCase(kucoin, limit);
    const account = { hedged: false, marginMode: 'cross' } as const;
    expect(denialOf({ ...options, account })?.code).toBe('VENUE_NEEDS_LEVERAGE');
    const told = lackingIn(kucoin, account)(options.order.request, options.instrument);
    expect(told?.code).toBe('VENUE_NEEDS_LEVERAGE');
    const closing = orderCase(kucoin, { ...limit, closing: true }).options;
    expect(denialOf({ ...closing, account })).toBeUndefined();
  });

  it('a quantity or a price that the exchange would round', () => {
    const { options } = orderCase(binance, limit);
    const withTerms = (terms: object): OrderToPlace => ({
      ...options,
      order: { ...options.order, request: { ...options.order.request, ...terms } },
    });
    expect(denialOf(withTerms({ quantity: decimal('0.0205') }))?.code).toBe('QUANTITY_NOT_ON_STEP');
    expect(denialOf(withTerms({ limitPrice: decimal('50000.15') }))?.code).toBe('PRICE_NOT_ON_TICK');
    expect(denialOf(withTerms({ limitPrice: undefined }))?.code).toBe('PRICE_MISSING');
  });

  it('a trigger that is passed already, where the exchange would wait for it from the other side', () => {
    const { options } = orderCase(okx, stop);
    expect(denialOf({ ...options, lastPrice: decimal('49000.2') })?.code).toBe('VENUE_STOP_PASSED');
    expect(denialOf({ ...options, lastPrice: decimal('49000.1') })).toBeUndefined();
    const selling = orderCase(okx, { ...stop, side: 'sell' }).options;
    expect(denialOf({ ...selling, lastPrice: decimal('49000.1') })?.code).toBe('VENUE_STOP_PASSED');
    const stated = orderCase(binance, stop).options;
    expect(denialOf({ ...stated, lastPrice: decimal('60000') })).toBeUndefined();
  });
});

describe('the call', () => {
  it('says nothing of reduce-only where the exchange has no such order', () => {
    const terms = { kind: 'swap', type: 'limit', side: 'sell', timeInForce: 'gtc', closing: true } as const;
    const call = orderCall(orderCase(coinbase, terms).options);
    expect(isCall(call) && call.call.args[5]).not.toHaveProperty('reduceOnly');
    const elsewhere = orderCall(orderCase(binance, terms).options);
    expect(isCall(elsewhere) && elsewhere.call.args[5]).toMatchObject({ reduceOnly: true });
  });

  it('names the position that a hedged order opens or closes', () => {
    const hedged = (side: 'buy' | 'sell', closing: boolean) => {
      const terms = {
        kind: 'swap',
        type: 'market',
        side,
        timeInForce: 'gtc',
        closing,
        account: { hedged: true },
      } as const;
      const call = orderCall(orderCase(binance, terms).options);
      return isCall(call) ? call.outgoing.positionSide : undefined;
    };
    expect([hedged('buy', false), hedged('sell', false), hedged('buy', true), hedged('sell', true)]).toEqual([
      'long',
      'short',
      'short',
      'long',
    ]);
  });

  it('gives HTX swaps the integer of our id', () => {
    const terms = { kind: 'swap', type: 'market', side: 'buy', timeInForce: 'gtc' } as const;
    const call = orderCall(orderCase(htx, terms).options);
    const id = isCall(call) ? call.outgoing.clientOrderId : '';
    expect(id).toMatch(/^\d{1,16}$/);
    expect(id).not.toBe(CLIENT_ORDER_ID);
    expect(Number.isSafeInteger(Number(id))).toBe(true);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { mintApprovedAmend } from '#domain/mint-approval.ts';
import { amendCall, type OrderToAmend } from './amend-call.ts';
import { cancelCall } from './cancel-call.ts';
import { EXCHANGE_MARKETS, EXCHANGE_NAMES, type ExchangeMarket, type ExchangeName } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import { lookupOf } from './lookup-call.ts';
import type { ClientCall, ExchangeProfile, OrderTarget } from './profile.ts';
import { type ClientRig, openRig, rigInstrument, shownRequest, venueMarket } from './test/client-rig.ts';
import { CLIENT_ORDER_ID } from './test/order-matrix.ts';
import { inspectRequest } from './wire-guard.ts';

const profiles = new Map(
  await Promise.all(EXCHANGE_NAMES.map(async (name) => [name, await loadExchangeProfile(name)] as const)),
);
const account = { hedged: false, marginMode: 'cross', leverage: '5' } as const;
/** What every signature adds, and the moment of asking. */
const SIGNED = [
  'endTime',
  'timestamp',
  'recvWindow',
  'signature',
  'AccessKeyId',
  'SignatureMethod',
  'SignatureVersion',
  'Timestamp',
  'Signature',
];

function target(name: ExchangeName, kind: ExchangeMarket, terms: Partial<OrderTarget> = {}): OrderTarget {
  return {
    market: venueMarket(name, kind),
    account,
    clientOrderId: CLIENT_ORDER_ID,
    since: 1_700_000_060_000,
    ...terms,
  };
}

function toAmend(profile: ExchangeProfile, kind: ExchangeMarket, type: 'limit' | 'stop' | 'stop_limit'): OrderToAmend {
  const instrument = rigInstrument(profile.name, kind);
  const amend = mintApprovedAmend({
    accountId: 'a',
    orderId: 'o',
    clientOrderId: CLIENT_ORDER_ID,
    venueOrderId: '4711',
    instrumentId: instrument.id,
    quantity: decimal(instrument.lotStep === decimal('1') ? '2' : '0.03'),
    ...(type === 'stop' ? {} : { limitPrice: decimal('50000.3') }),
    ...(type === 'limit' ? {} : { stopPrice: decimal('49000.4') }),
  });
  return { amend, side: 'buy', type, instrument, market: venueMarket(profile.name, kind), account, profile };
}

async function requestOf(rig: ClientRig, call: ClientCall): Promise<string> {
  rig.requests.length = 0;
  const { error } = await rig.run(call);
  if (rig.requests.length !== 1) return `${rig.requests.length} requests: ${String(error)}`;
  return shownRequest(rig.requests[0]!, SIGNED);
}

describe.each(EXCHANGE_NAMES)('resting orders at %s', (name) => {
  const profile = profiles.get(name)!;

  it('are canceled by one request that names them and nothing else', async () => {
    const rig = await openRig(profile);
    for (const kind of EXCHANGE_MARKETS) {
      for (const conditional of [false, true]) {
        const call = cancelCall(profile, target(name, kind, { conditional, venueOrderId: '4711' }));
        if (call.kind === 'look_up') throw new Error('all was known');
        rig.requests.length = 0;
        await rig.run(call.call);
        expect(rig.requests).toHaveLength(1);
        expect(inspectRequest(call.wire, rig.requests[0]!, profile.hosts)).toBeUndefined();
      }
    }
  });

  it('are canceled by the id of what they became, where a trigger makes another order of them', async () => {
    const rig = await openRig(profile);
    for (const kind of EXCHANGE_MARKETS) {
      if (profile.markets[kind].triggeredIdField === undefined) continue;
      const became = { conditional: true, venueOrderId: '4711', triggeredOrderId: '4712' };
      const call = cancelCall(profile, target(name, kind, became));
      if (call.kind === 'look_up') throw new Error('all was known');
      rig.requests.length = 0;
      await rig.run(call.call);
      const [seen] = rig.requests;
      expect(inspectRequest(call.wire, seen!, profile.hosts)).toBeUndefined();
      const plain = cancelCall(profile, target(name, kind, { conditional: false }));
      expect(plain.kind === 'call' && plain.wire.path).toBe(call.wire.path);
      expect(shownRequest(seen!)).toContain('4712');
      expect(shownRequest(seen!)).not.toMatch(/4711|abcdefghijklmnopqrstuv23/);
    }
  });

  it('are amended in place by one request, or not at all', async () => {
    const rig = await openRig(profile);
    for (const kind of EXCHANGE_MARKETS) {
      const { amends } = profile.markets[kind].capabilities;
      for (const type of ['limit', 'stop', 'stop_limit'] as const) {
        const call = amendCall(toAmend(profile, kind, type));
        expect(call.kind).toBe(amends.includes(type) ? 'call' : 'denied');
        if (call.kind !== 'call') continue;
        rig.requests.length = 0;
        await rig.run(call.call);
        expect(rig.requests).toHaveLength(1);
        expect(inspectRequest(call.wire, rig.requests[0]!, profile.hosts)).toBeUndefined();
      }
    }
  });

  it('are canceled, amended, asked for and listed by the requests that the exchange documents', async () => {
    const rig = await openRig(profile);
    const lines: string[] = [];
    const write = async (title: string, call: ClientCall) => {
      lines.push(title, `    ${await requestOf(rig, call)}`);
    };
    for (const kind of EXCHANGE_MARKETS) {
      for (const conditional of [false, true]) {
        const book = `${kind} ${conditional ? 'conditional' : 'plain'}`;
        const call = cancelCall(profile, target(name, kind, { conditional }));
        if (call.kind === 'call') await write(`cancel ${book}`, call.call);
        else lines.push(`cancel ${book}`, '    by the id of the exchange');
        for (const { call: ask } of lookupOf(profile, target(name, kind, { conditional })).steps) {
          await write(`look up ${book}`, ask);
        }
      }
      for (const type of ['limit', 'stop', 'stop_limit'] as const) {
        const call = amendCall(toAmend(profile, kind, type));
        if (call.kind === 'call') await write(`amend ${kind} ${type}`, call.call);
      }
      for (const { call } of profile.markets[kind].openOrders(venueMarket(name, kind)))
        await write(`list ${kind}`, call);
    }
    const written = readFileSync(new URL(`./test/requests/${name}-resting.txt`, import.meta.url), 'utf8');
    expect(`${lines.join('\n')}\n`).toBe(written);
  });

  it('are only canceled where the book they are in is known, if there are several', () => {
    for (const kind of EXCHANGE_MARKETS) {
      const { cancel } = profile.markets[kind];
      const unknown = cancel(target(name, kind));
      if (unknown === undefined) continue;
      const paths = [false, true].map((conditional) => cancel(target(name, kind, { conditional }))?.wire);
      expect(paths).toEqual([unknown.wire, unknown.wire]);
    }
  });
});

describe('a change of a resting order', () => {
  it('is denied where the venue would cancel and place anew', () => {
    const call = amendCall(toAmend(profiles.get('mexc')!, 'spot', 'limit'));
    expect(call).toMatchObject({ kind: 'denied', reason: { code: 'VENUE_LACKS_AMEND' } });
  });

  it('is denied when the venue would round it', () => {
    const options = toAmend(profiles.get('okx')!, 'spot', 'limit');
    const amend = { ...options.amend, limitPrice: decimal('50000.35') };
    expect(amendCall({ ...options, amend })).toMatchObject({ kind: 'denied', reason: { code: 'PRICE_NOT_ON_TICK' } });
  });

  it('needs the exchange’s own id at Coinbase', () => {
    const options = toAmend(profiles.get('coinbase')!, 'spot', 'limit');
    const { venueOrderId: _gone, ...rest } = options.amend;
    const amend = mintApprovedAmend(rest);
    expect(amendCall({ ...options, amend })).toEqual({ kind: 'look_up' });
  });
});

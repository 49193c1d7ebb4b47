import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXCHANGE_MARKETS, EXCHANGE_NAMES, type ExchangeName } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import { orderCall } from './order-call.ts';
import type { ClientCall, ExchangeProfile, KeyPermissions, OrderTarget } from './profile.ts';
import { openRig, type RigRequest, venueMarket } from './test/client-rig.ts';
import { CLIENT_ORDER_ID, orderMatrix } from './test/order-matrix.ts';

const account = { hedged: false, marginMode: 'cross', leverage: '5' } as const;

/** One of every call that the profile makes. */
function callsOf(profile: ExchangeProfile): readonly ClientCall[] {
  const calls: ClientCall[] = profile.permissions === undefined ? [] : [profile.permissions.call];
  for (const { options } of orderMatrix(profile)) {
    const call = orderCall(options);
    if (call.kind === 'call') calls.push(call.call);
  }
  for (const kind of EXCHANGE_MARKETS) {
    const market = venueMarket(profile.name, kind);
    for (const conditional of [false, true]) {
      const target: OrderTarget = { market, account, clientOrderId: '123', conditional, since: 1_700_000_000_000 };
      const { cancel, lookup, openOrders } = profile.markets[kind];
      calls.push(...lookup(target).map(({ call }) => call), ...openOrders(market).map(({ call }) => call));
      const canceling = cancel({ ...target, venueOrderId: '4711' });
      if (canceling !== undefined) calls.push(canceling.call);
    }
  }
  return calls;
}

/** Marks by which the client tells exchanges whose customers its users are. Inside of a signature the same letters are chance. */
const BROKER_MARKS = /(?<![\w+/])(?:ccxt|x-TKT5PX2F|x-cvBPrNm9|x-xcKtGhcu|6b9ad766b55dBCDE|p4sve|AA03022abc)/i;

it('finds a mark where a value begins, and none in a signature', () => {
  expect(
    ['ccxt', 'clOrdId=6b9ad766b55dBCDE1', '{"tag":"6b9ad766b55dBCDE"}'].every((text) => BROKER_MARKS.test(text)),
  ).toBe(true);
  expect(BROKER_MARKS.test('nR4/FaUKl9uzan/fbeE66gtvmcccXTrqtXHALspofBE=')).toBe(false);
});

function marksIn({ url, body, headers }: RigRequest, { dropHeaders }: ExchangeProfile): readonly string[] {
  const dropped = dropHeaders.map((name) => name.toLowerCase());
  const kept = Object.entries(headers).filter(([name]) => !dropped.includes(name.toLowerCase()));
  const sent = [url, String(body), ...kept.flat().map(String)];
  return sent.filter((text) => BROKER_MARKS.test(text));
}

describe.each(EXCHANGE_NAMES)('the profile of %s', (name) => {
  it('calls only what its client has, and says it has', async () => {
    const profile = await loadExchangeProfile(name);
    const { client } = await openRig(profile);
    for (const method of new Set(callsOf(profile).map((call) => call.method))) {
      expect(typeof client[method], method).toBe('function');
      if (method in client.has) expect(client.has[method], method).toBe(true);
    }
  });

  it('asks nothing else before an order: the first request is the order', async () => {
    const profile = await loadExchangeProfile(name);
    for (const kind of EXCHANGE_MARKETS) {
      const rig = await openRig(profile);
      const cases = orderMatrix(profile).filter(({ options }) => options.market.kind === kind);
      const call = cases.map(({ options }) => orderCall(options)).find((made) => made.kind === 'call');
      if (call === undefined) throw new Error('nothing may leave');
      await rig.run(call.call);
      expect(rig.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([
        `${call.wire.method} ${call.wire.path}`,
      ]);
    }
  });

  it.skipIf(name === 'htx')('leaves no mark of a broker on a request', async () => {
    const profile = await loadExchangeProfile(name);
    const rig = await openRig(profile);
    for (const call of callsOf(profile)) await rig.run(call);
    expect(rig.requests.length).toBeGreaterThan(0);
    for (const request of rig.requests) expect(marksIn(request, profile)).toEqual([]);
  });

  it('has hosts, a title and an id rule that our ids fit', async () => {
    const profile = await loadExchangeProfile(name);
    expect(profile.name).toBe(name);
    expect(profile.title.toLowerCase()).toBe(name);
    expect(profile.hosts.length).toBeGreaterThan(0);
    for (const { clientOrderId } of Object.values(profile.markets)) {
      expect(clientOrderId.lengthMax).toBeGreaterThanOrEqual(CLIENT_ORDER_ID.length);
    }
  });

  it('lists no code with two verdicts in a way that hides one', async () => {
    const { codes } = await loadExchangeProfile(name);
    expect(codes.read({})).toEqual([]);
    expect(codes.read(null)).toEqual([]);
    expect(codes.read('text')).toEqual([]);
    expect(codes.read([])).toEqual([]);
    expect(Object.keys(codes.verdicts).length).toBeGreaterThan(20);
  });
});

describe('what a key may do', () => {
  const rows: readonly (readonly [ExchangeName, unknown, KeyPermissions])[] = [
    [
      'binance',
      { ipRestrict: true, enableWithdrawals: false, enableSpotAndMarginTrading: true, enableFutures: false },
      { trade: true, withdraw: false, ipRestricted: true },
    ],
    ['binance', { enableWithdrawals: true }, { trade: false, withdraw: true, ipRestricted: false }],
    [
      'okx',
      { code: '0', data: [{ perm: 'read_only,trade', ip: '1.2.3.4' }] },
      { trade: true, withdraw: false, ipRestricted: true },
    ],
    [
      'okx',
      { code: '0', data: [{ perm: 'read_only,withdraw', ip: '' }] },
      { trade: false, withdraw: true, ipRestricted: false },
    ],
    [
      'bybit',
      { result: { readOnly: 0, ips: ['*'], permissions: { Wallet: ['AccountTransfer', 'Withdraw'] } } },
      { trade: true, withdraw: true, ipRestricted: false },
    ],
    [
      'bybit',
      { result: { readOnly: 1, ips: ['1.2.3.4'], permissions: { Wallet: [] } } },
      { trade: false, withdraw: false, ipRestricted: true },
    ],
    [
      'bitget',
      { data: { authorities: ['stow', 'coow', 'wwow'], ips: '' } },
      { trade: true, withdraw: true, ipRestricted: false },
    ],
    [
      'bitget',
      { data: { authorities: ['coor'], ips: '1.2.3.4' } },
      { trade: false, withdraw: false, ipRestricted: true },
    ],
    ['coinbase', { can_view: true, can_trade: true, can_transfer: false }, { trade: true, withdraw: false }],
    [
      'kucoin',
      { data: { permission: 'General,Spot', ipWhitelist: '1.2.3.4' } },
      { trade: true, withdraw: false, ipRestricted: true },
    ],
    ['kucoin', { data: { permission: 'General,Withdrawal' } }, { trade: false, withdraw: true, ipRestricted: false }],
  ];

  it.each(rows)('%s %j', async (name, answer, permissions) => {
    const profile = await loadExchangeProfile(name);
    expect(profile.permissions?.read(answer)).toEqual(permissions);
  });
});

describe('what an exchange needs for itself', () => {
  /** Where the names are listed, and where each is led to its file. */
  const LISTING = new Set(['exchange-name.ts', 'exchange-profiles.ts']);
  const NAMED = new RegExp(`['"\`](${EXCHANGE_NAMES.join('|')})['"\`]|^\\s*(${EXCHANGE_NAMES.join('|')}):`, 'm');

  it('stands in its profile: no other file knows it by its name', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
    const knowing = files
      .filter((file) => !LISTING.has(file))
      .filter((file) => NAMED.test(readFileSync(join(import.meta.dirname, file), 'utf8')));
    expect(knowing).toEqual([]);
  });
});

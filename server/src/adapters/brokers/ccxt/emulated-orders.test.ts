/** The requests of the profiles, signed by the real client, before an emulator that knows the exchange's documents and not us. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { EMULATED_EXCHANGES, loadDialect } from '../../../../emulators/exchange/dialects.ts';
import { startEmulator } from '../../../../emulators/exchange/door/emulator-server.ts';
import { Attempt } from './attempt.ts';
import { nativeClientOrderId } from './client-order-id.ts';
import type { ExchangeName } from './exchange-name.ts';
import { loadExchangeProfile } from './exchange-profiles.ts';
import { orderCall } from './order-call.ts';
import { type PlaceVerdict, placeVerdict } from './outcome.ts';
import { createRedactor } from './redaction.ts';
import { openRig, RIG_KEYS, type RigAnswer, type RigRequest, venueMarket } from './test/client-rig.ts';
import { orderMatrix, SHOWN_ORDERS } from './test/order-matrix.ts';

const redact = createRedactor();

/** What an exchange may refuse of a well-formed order here: it would match, trigger at once, or has nothing to reduce. */
const FOR_A_REASON: Readonly<Partial<Record<ExchangeName, readonly string[]>>> = {
  binance: ['-2010', '-2021', '-2022', '-4061', '-5022'],
  // A code of many meanings counts with this one only.
  bybit: ['110092', '10001 position idx not match position mode'],
  coinbase: [
    'PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE',
    'INVALID_REQUEST the margin type does not match the open position',
  ],
  bitget: ['22002', '40774', '40808'],
  htx: ['1034', '1036', '1048', '1461', 'order-stop-order-hit-trigger'],
  kucoin: ['300009', '330005', '330012'],
  mexc: ['2009', '2021'],
  okx: ['51000', '51008', '51169', '51170', '51278', '51280', '59000'],
};
const PRICE = { bid: '49499.9', ask: '49500.1', last: '49500' };

async function openEmulator(name: ExchangeName) {
  const dialect = await loadDialect(name);
  if (dialect === undefined) throw new Error(`no emulator of ${name}`);
  const emulator = await startEmulator(dialect);
  onTestFinished(async () => await emulator.close());
  const admin = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${emulator.origin}/_emulator/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  };
  await admin('limits', { on: false });
  const { password, ...keys } = RIG_KEYS;
  const markets = (['spot', 'swap'] as const).map((kind) => venueMarket(name, kind));
  const swap = { [markets[1]?.settle ?? '']: '1000000' };
  await admin('accounts', { ...keys, passphrase: password, spot: { USDT: '1000000', BTC: '10' }, swap });
  for (const { symbol } of markets) await admin('prices', { symbol, ...PRICE });
  return async ({ url, method, headers, body }: RigRequest): Promise<RigAnswer> => {
    const meant = new URL(url);
    const response = await fetch(`${emulator.origin}${meant.pathname}${meant.search}`, {
      method,
      headers: { ...headers, 'x-original-host': meant.host },
      ...(typeof body === 'string' ? { body } : {}),
    });
    return { status: response.status, body: await response.text() };
  };
}

const emulated = Object.entries(FOR_A_REASON).filter(([name]) => EMULATED_EXCHANGES.includes(name));

describe.each(emulated as [ExchangeName, readonly string[]][])('orders for %s', (name, codes) => {
  it('are understood as they are meant: taken, or refused for a reason of trading', { timeout: 60_000 }, async () => {
    const profile = await loadExchangeProfile(name);
    const network = await openEmulator(name);
    const rig = await openRig(profile);
    const seen: Record<string, string> = {};
    for (const [index, { name: title, options }] of orderMatrix(profile).entries()) {
      if (!SHOWN_ORDERS.includes(title)) continue;
      const clientOrderId = `emulatedorder${String(index).padStart(11, 'a')}`;
      const call = orderCall({ ...options, order: { ...options.order, clientOrderId } });
      if (call.kind === 'denied') continue;
      let last: RigAnswer = { body: '' };
      rig.answerWith(async (request) => {
        last = await network(request);
        return last;
      });
      const { answer, error } = await rig.run(call.call);
      const attempt = new Attempt({ lane: 'create' });
      Object.assign(attempt, { handedOver: true, status: last.status, body: last.body });
      const result =
        error === undefined
          ? { kind: 'answer' as const, answer, attempt }
          : { kind: 'failure' as const, error, attempt };
      const id = nativeClientOrderId(clientOrderId, profile.markets[options.market.kind].clientOrderId);
      seen[title] = shown(placeVerdict({ profile, redact, result }, id), codes);
    }
    expect(Object.keys(seen).length).toBeGreaterThan(10);
    expect(Object.entries(seen).filter(([, verdict]) => !['accepted', 'refused'].includes(verdict))).toEqual([]);
    expect(Object.values(seen).filter((verdict) => verdict === 'accepted').length).toBeGreaterThan(10);
  });
});

function shown(verdict: PlaceVerdict, codes: readonly string[]): string {
  if (verdict.kind === 'accepted') return 'accepted';
  if (verdict.kind !== 'rejected') return JSON.stringify(verdict);
  const { venueCode, message } = verdict;
  return [venueCode, `${venueCode} ${message}`].some((code) => codes.includes(code))
    ? 'refused'
    : JSON.stringify(verdict);
}

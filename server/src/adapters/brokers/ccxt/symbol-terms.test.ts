/** Leverage and margin mode as each exchange wants them told, before the first order that opens a position. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Decimal, decimal, negate } from '#domain/decimal.ts';
import { mintApprovedOrder } from '#domain/mint-approval.ts';
import type { PositionMode } from '#domain/account.ts';
import { termsOf } from '../../../../emulators/exchange/core/swap-margin.ts';
import { EXCHANGE_NAMES, type ExchangeName } from './exchange-name.ts';
import { EmulatedAccount } from './test/emulated-account.ts';

/** These have one mode. */
const ONE_WAY: ReadonlySet<ExchangeName> = new Set(['coinbase', 'mexc']);

async function accountAt(exchange: ExchangeName, marginMode: 'cross' | 'isolated', positionMode: PositionMode) {
  const terms = { markets: ['swap' as const], marginMode, leverage: decimal('3') };
  const desk = await EmulatedAccount.open({ exchange, terms, positionMode });
  onTestFinished(async () => await desk.close());
  await desk.start();
  await desk.until(() => desk.kinds().includes('connected'), 15_000);
  return desk;
}

const openingOrder = (instrumentId: string, quantity: Decimal) =>
  mintApprovedOrder({
    accountId: 'acct',
    orderId: 'o',
    clientOrderId: 'leverageandmarginmodeset',
    attempt: 1,
    approvedAt: Date.now(),
    limitsVersion: '1',
    deadlineAt: Date.now() + 5_000,
    request: {
      instrumentId,
      side: 'sell',
      type: 'market',
      quantity,
      timeInForce: 'gtc',
      postOnly: false,
      reduceOnly: false,
      role: 'entry',
    },
  });

type Terms = readonly ['cross' | 'isolated', PositionMode];
const CROSS: Terms = ['cross', 'netting'];
const ISOLATED: Terms = ['isolated', 'netting'];

/** Bybit's margin mode is one for the whole account, and its owner's to set. */
function termsAt(exchange: ExchangeName): readonly Terms[] {
  if (exchange === 'bybit') return [CROSS, ['cross', 'hedging']];
  return ONE_WAY.has(exchange) ? [CROSS, ISOLATED] : [CROSS, ISOLATED, ['isolated', 'hedging']];
}

describe('leverage and margin mode of an account', () => {
  const cases = EXCHANGE_NAMES.flatMap((exchange) => termsAt(exchange).map((terms) => ({ exchange, terms })));
  for (const { exchange, terms } of cases) {
    const [marginMode, positionMode] = terms;
    it(`are in force at ${exchange} when the order is there: ${marginMode}, ${positionMode}`, async () => {
      const desk = await accountAt(exchange, marginMode, positionMode);
      const instrumentId = exchange === 'coinbase' ? 'ETHUSDC.P' : 'ETHUSDT.P';
      const found = (await desk.broker.instruments()).find(({ id }) => id === instrumentId);
      if (found === undefined) throw new Error(`no ${instrumentId}`);
      const quantity = found.contractSize === decimal('1') ? decimal('0.5') : decimal('5');
      const outcome = await desk.broker.place(openingOrder(instrumentId, quantity));
      expect(outcome).toMatchObject({ kind: 'accepted' });
      const { world } = desk.emulator.dialect;
      const market = [...world.markets.values()].find(({ type, base }) => type === 'swap' && base === 'ETH');
      if (market === undefined) throw new Error('no market');
      const account = world.accountOf('main');
      expect(termsOf(world, account, market)).toMatchObject({ leverage: 3, marginMode });
      await desk.until(() => desk.kinds().includes('fill'));
      const [position] = await desk.broker.positions();
      expect(position).toMatchObject({ instrumentId, quantity: negate(quantity) });
    }, 30_000);
  }
});

describe('the margin mode of a whole account', () => {
  it('that is changed at the exchange after the first order is found by the next comparison', async () => {
    const desk = await accountAt('bybit', 'cross', 'netting');
    const place = async () => await desk.broker.place(openingOrder('ETHUSDT.P', decimal('0.5')));
    expect(await place()).toMatchObject({ kind: 'accepted' });
    const { world } = desk.emulator.dialect;
    const account = world.accountOf('main');
    const isIsolated = { marginMode: 'isolated' } as const;
    for (const market of world.markets.values())
      account.swapTerms.set(market.key, { ...termsOf(world, account, market), ...isIsolated });
    desk.broker.mind?.([]);
    await desk.broker.positions();
    await desk.until(() => desk.kinds().includes('notice'));
    const other = { ...openingOrder('ETHUSDT.P', decimal('0.5')), clientOrderId: 'leverageandmarginmodenew' };
    expect(await desk.broker.place(mintApprovedOrder(other))).toMatchObject({
      kind: 'rejected',
      reason: { code: 'EXCHANGE_MARGIN_MODE_DIFFERS', values: { venueMode: 'isolated', marginMode: 'cross' } },
    });
  }, 30_000);
});

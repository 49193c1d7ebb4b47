/** All promises of the broker port at one emulated exchange, over real sockets: swaps in the modes it has, and spot. */
import type { PositionMode } from '#domain/account.ts';
import type { Decimal } from '#domain/decimal.ts';
import { describeBroker } from '#ports/broker.conformance.ts';
import { brokerCapabilities } from '../broker-capabilities.ts';
import type { ExchangeProfile } from '../profile.ts';
import { openBench } from './emulated-account.ts';

export interface ExchangePromises {
  readonly swapModes: readonly PositionMode[];
  /** Where orders must say one. */
  readonly leverage?: Decimal;
  /** What is quoted and settled in there. */
  readonly quote?: 'USDT' | 'USDC';
}

/** Runs them all. */
export function describeExchange(profile: ExchangeProfile, promises: ExchangePromises): void {
  const { name: exchange, title } = profile;
  const { swapModes, leverage, quote = 'USDT' } = promises;
  for (const positionMode of swapModes) {
    const terms = { markets: ['swap'] as const, ...(leverage === undefined ? {} : { leverage }) };
    describeBroker(`${title} swaps, ${positionMode}`, {
      capabilities: brokerCapabilities(profile, terms),
      positionMode,
      ...(profile.markets.swap.clientOrderId.form === 'integer53' ? { hashedIds: true as const } : {}),
      waits: true,
      open: async () =>
        await openBench(
          { exchange, positionMode, terms },
          { instrumentId: `BTC${quote}.P`, symbol: `BTC/${quote}:${quote}` },
        ),
    });
  }
  describeBroker(`${title} spot`, {
    capabilities: brokerCapabilities(profile, { markets: ['spot'] }),
    positionMode: 'netting',
    holdings: true,
    waits: true,
    open: async () =>
      await openBench(
        { exchange, terms: { markets: ['spot'] } },
        { instrumentId: `ETH${quote}`, symbol: `ETH/${quote}` },
      ),
  });
}

/** The broker at emulated OKX keeps every promise of the broker port, over real sockets: swaps in both modes, and spot. */
import { describeBroker } from '#ports/broker.conformance.ts';
import { brokerCapabilities } from './broker-capabilities.ts';
import { OKX } from './exchanges/okx.ts';
import { openBench } from './test/emulated-account.ts';

for (const positionMode of ['netting', 'hedging'] as const) {
  describeBroker(`OKX swaps, ${positionMode}`, {
    capabilities: brokerCapabilities(OKX, { markets: ['swap'] }),
    positionMode,
    open: async () =>
      await openBench(
        { exchange: 'okx', positionMode, terms: { markets: ['swap'] } },
        { instrumentId: 'BTCUSDT.P', symbol: 'BTC/USDT:USDT' },
      ),
  });
}

describeBroker('OKX spot', {
  capabilities: brokerCapabilities(OKX, { markets: ['spot'] }),
  positionMode: 'netting',
  holdings: true,
  open: async () =>
    await openBench({ exchange: 'okx', terms: { markets: ['spot'] } }, { instrumentId: 'ETHUSDT', symbol: 'ETH/USDT' }),
});

/** The broker at emulated Binance keeps every promise of the broker port, over real sockets: USD-M in both modes, and spot. */
import { describeBroker } from '#ports/broker.conformance.ts';
import { brokerCapabilities } from './broker-capabilities.ts';
import { BINANCE } from './exchanges/binance.ts';
import { openBench } from './test/emulated-account.ts';

for (const positionMode of ['netting', 'hedging'] as const) {
  describeBroker(`Binance USD-M, ${positionMode}`, {
    capabilities: brokerCapabilities(BINANCE, { markets: ['swap'] }),
    positionMode,
    open: async () =>
      await openBench(
        { exchange: 'binance', positionMode, terms: { markets: ['swap'] } },
        { instrumentId: 'BTCUSDT.P', symbol: 'BTC/USDT:USDT' },
      ),
  });
}

describeBroker('Binance spot', {
  capabilities: brokerCapabilities(BINANCE, { markets: ['spot'] }),
  positionMode: 'netting',
  holdings: true,
  open: async () =>
    await openBench(
      { exchange: 'binance', terms: { markets: ['spot'] } },
      { instrumentId: 'ETHUSDT', symbol: 'ETH/USDT' },
    ),
});

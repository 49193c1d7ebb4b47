/**
 * The addresses from which TradingView sends alerts, as it publishes them. Data, not law: any TradingView user can aim an
 * alert at any address, so the list comes on top of the secret and never instead of it.
 */
export const TRADING_VIEW_ADDRESSES = {
  source: 'https://www.tradingview.com/support/solutions/43000529348',
  lastVerified: '2026-11-20',
  addresses: ['52.89.214.238', '34.212.75.30', '54.218.53.128', '52.32.178.7'],
} as const;

/** What a desk shows, with values that tests know. */
import type { AccountView, InstrumentView, OrderView, PositionView } from '#views/shapes.ts';

export const TIME = '2026-03-02T09:30:00.000Z';

export function makeOrder(change: Partial<OrderView> = {}): OrderView {
  return {
    id: 'order1',
    account: 'paper',
    ticket: 1,
    signalId: 'signal1',
    source: 'rest:key',
    symbol: 'BTCUSDT',
    side: 'buy',
    type: 'market',
    role: 'entry',
    status: 'filled',
    quantity: '0.5',
    filledQuantity: '0.5',
    leavesQuantity: '0',
    averagePrice: '97000.1',
    timeInForce: 'ioc',
    reduceOnly: false,
    postOnly: false,
    fees: '1.25',
    feeCurrency: 'USDT',
    createdAt: TIME,
    updatedAt: TIME,
    simulated: true,
    ...change,
  };
}

export function makeAccount(change: Partial<AccountView> = {}): AccountView {
  return {
    id: 'paper',
    name: 'Paper',
    broker: 'paper',
    environment: 'paper',
    currency: 'USD',
    positionMode: 'netting',
    tradingState: 'active',
    reconciled: true,
    problems: [],
    balance: '1000000',
    equity: '1000000.5',
    marginUsed: '100',
    reserved: '0',
    available: '999900.5',
    unrealizedPnl: '0.5',
    realizedPnl: '0',
    fees: '1.25',
    openOrders: 0,
    unknownOrders: 0,
    positions: 1,
    marketData: 'simulated',
    simulated: true,
    ...change,
  };
}

export function makePosition(change: Partial<PositionView> = {}): PositionView {
  return {
    id: 'BTCUSDT',
    account: 'paper',
    ticket: 7,
    symbol: 'BTCUSDT',
    side: 'long',
    quantity: '0.5',
    averagePrice: '97000.1',
    currentPrice: '97001',
    unrealizedPnl: '0.45',
    realizedPnl: '0',
    fees: '1.25',
    currency: 'USDT',
    openedAt: TIME,
    updatedAt: TIME,
    simulated: true,
    ...change,
  };
}

export function makeInstrument(change: Partial<InstrumentView> = {}): InstrumentView {
  return {
    symbol: 'BTCUSDT',
    venue: 'paper',
    kind: 'crypto_spot',
    baseCurrency: 'BTC',
    quoteCurrency: 'USDT',
    unit: 'BTC',
    tickSize: '0.1',
    lotStep: '0.00001',
    quantityMin: '0.00001',
    quantityMax: '100',
    notionalMin: '5',
    contractSize: '1',
    lotSize: '1',
    marginRate: '0.1',
    shortable: true,
    tradable: true,
    bid: '97000',
    ask: '97001',
    last: '97000.5',
    quoteTime: TIME,
    quoteSource: 'simulated',
    ...change,
  };
}

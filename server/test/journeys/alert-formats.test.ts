import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Journey, type Wire } from './journey.ts';

/** What an alert must lead to, in words: side type role quantity symbol, and the prices it names. */
function inWords(order: Wire): string {
  const { side, type, role, quantity, symbol, status, limitPrice, stopPrice } = order;
  const prices = [limitPrice, stopPrice].filter((price) => price !== undefined).map((price) => `@${price}`);
  return [side, type, role, quantity, symbol, ...prices, status].join(' ');
}

const now = new Date().toISOString();

/** Prices stand at BTC 100000, ETH 4000, gold 3300, EUR 1.1, 600000 at 10; the account has 1,000,000. */
const ENTRIES: readonly (readonly [format: string, text: string, ...orders: string[]])[] = [
  // One percent of a million, at the near edge of the zone: 10000 / 99500, cut to the step. First, before fees have made it less.
  [
    'cornix',
    '#BTC/USDT\nBuy zone 99000-99500\nTP1: 102000\nTP2: 103000\nStop 97000\nAmount per trade 1%',
    'buy limit entry 0.1005 BTCUSDT @99500 accepted',
  ],
  [
    'signalbox',
    '{"signalbox":1,"action":"buy","symbol":"BTCUSDT","quantity":"0.01","sl":"99000","tp":"102000"}',
    'buy market entry 0.01 BTCUSDT filled',
    'sell limit take_profit 0.01 BTCUSDT @102000 accepted',
    'sell stop stop_loss 0.01 BTCUSDT @99000 accepted',
  ],
  [
    'mt5',
    '{"action":"buy","symbol":"XAUUSD","volume":0.1,"sl":3290,"tp":3310,"magic":7,"comment":"gold"}',
    'buy market entry 0.1 XAUUSD filled',
    'sell limit take_profit 0.1 XAUUSD @3310 accepted',
    'sell stop stop_loss 0.1 XAUUSD @3290 accepted',
  ],
  ['mt5', '{"message":"开多 XAUUSD 仓位=0.1"}', 'buy market entry 0.1 XAUUSD filled'],
  [
    'mt5_chinese',
    '开空 XAUUSD 手数＝0.2 止损：3310 止盈：3290',
    'buy limit take_profit 0.2 XAUUSD @3290 accepted',
    'buy stop stop_loss 0.2 XAUUSD @3310 accepted',
    'sell market entry 0.2 XAUUSD filled',
  ],
  [
    'traderspost',
    '{"ticker":"BTCUSDT","action":"buy","sentiment":"bullish","quantity":0.02}',
    'buy market entry 0.02 BTCUSDT filled',
  ],
  [
    'traderspost',
    '{"ticker":"BTCUSDT","action":"sell","orderType":"limit","limitPrice":101000,"quantity":0.02}',
    'sell limit entry 0.02 BTCUSDT @101000 accepted',
  ],
  ['traderspost', '{"ticker":"SSE:600000","action":"buy","quantity":200}', 'buy market entry 200 600000.SH filled'],
  [
    'pineconnector',
    '60123456789,buylimit,EURUSD,vol_lots=0.5,entry_price=1.0825,sl_price=1.0795,tp_price=1.0885',
    'buy limit entry 0.5 EURUSD @1.0825 accepted',
  ],
  [
    'threecommas',
    `{"secret":"s","max_lag":"300","timestamp":"${now}","trigger_price":"100000","tv_exchange":"BINANCE",` +
      '"tv_instrument":"BTCUSDT","action":"enter_long","bot_uuid":"u","order":{"amount":"0.01","currency_type":"base"}}',
    'buy market entry 0.01 BTCUSDT filled',
  ],
  ['alertatron', 'MyKeys(ETHUSDT) { market(side=buy, amount=0.5); } #bot', 'buy market entry 0.5 ETHUSDT filled'],
  ['autoview', 'e=binance s=BTCUSDT b=long q=0.01 t=market', 'buy market entry 0.01 BTCUSDT filled'],
  // Without a quantity: the one the settings name for the symbol.
  ['wundertrading', 'ENTER-LONG_BINANCE_BTCUSDT_Groot_4M_c1d9bfa4', 'buy market entry 0.01 BTCUSDT filled'],
  [
    'wundertrading',
    '{"code":"ENTER-LONG_BINANCE_BTCUSDT_Groot_4M_c1d9","orderType":"market","amountPerTradeType":"base","amountPerTrade":"0.03"}',
    'buy market entry 0.03 BTCUSDT filled',
  ],
  [
    'octobot',
    'EXCHANGE=BINANCE\nSYMBOL=BTCUSDT\nSIGNAL=BUY\nORDER_TYPE=LIMIT\nPRICE=99000\nVOLUME=0.01',
    'buy limit entry 0.01 BTCUSDT @99000 accepted',
  ],
  // A thousand dollars' worth at 100000.
  [
    'okx',
    `{"id":"1","action":"ENTER_LONG","instrument":"BTC-USDT","signalToken":"t","timestamp":"${now}","maxLag":"60",` +
      '"orderType":"market","investmentType":"margin","amount":"1000"}',
    'buy market entry 0.01 BTCUSDT filled',
  ],
  [
    'fmz',
    '{"Flag":"1","Exchange":1,"Currency":"BTC_USDT","ContractType":"","Price":"-1","Action":"buy","Amount":"0.01"}',
    'buy market entry 0.01 BTCUSDT filled',
  ],
  [
    'fmz',
    'TradingView:order:ticker=OKEX:ETHUSDT levelRate=10 price=3950 size=1 type=1 robot=12',
    'buy limit entry 1 ETHUSDT @3950 accepted',
  ],
  ['generic', '{"side":"sell","ticker":"BINANCE:ETHUSDT","qty":"0.25"}', 'sell market entry 0.25 ETHUSDT filled'],
];

/** What closes a long position of 0.04 BTC, wholly or by half. */
const EXITS: readonly (readonly [format: string, text: string, quantity: string])[] = [
  ['signalbox', '{"signalbox":1,"action":"close","symbol":"BTCUSDT"}', '0.04'],
  ['mt5', '{"message":"平仓 BTCUSDT"}', '0.04'],
  ['generic', '{"action":"close","symbol":"BTCUSDT"}', '0.04'],
  ['mt5_chinese', '全平', '0.04'],
  ['mt5_chinese', '平多 BTCUSDT', '0.04'],
  ['traderspost', '{"ticker":"BTCUSDT","action":"sell","sentiment":"flat"}', '0.04'],
  ['traderspost', '{"ticker":"BTCUSDT","action":"exit","quantity":0.02}', '0.02'],
  ['pineconnector', '60123456789,closelong,BTCUSDT', '0.04'],
  ['wundertrading', 'EXIT-ALL_BINANCE_BTCUSDT_Groot_4M_c1d9bfa4', '0.04'],
  ['fmz', 'TradingView:order:ticker=OKEX:BTCUSDT levelRate=10 price=-1 size=0.02 type=3 robot=12', '0.02'],
  ['generic', '{"action":"exit_long","symbol":"BTCUSDT"}', '0.04'],
];

describe('an alert of every format, through the door and out at the venue', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin();
  });
  beforeEach(() => journey.holdPrices());
  afterEach(() => journey.flatten());
  afterAll(() => journey.end());

  it.each(ENTRIES)('%s: %s', async (format, text, ...expected) => {
    const signal = await journey.follow(text);
    expect(signal).toMatchObject({ format, status: 'executed', webhookId: journey.hookPath.slice('/hook/'.length) });
    expect((signal.orders as Wire[]).map(inWords).toSorted()).toEqual(expected);
  });

  it.each(EXITS)('%s closes: %s', async (format, text, quantity) => {
    await journey.order({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.04' });
    const signal = await journey.follow(text);
    expect(signal).toMatchObject({ format, status: 'executed' });
    expect((signal.orders as Wire[]).map(inWords)).toEqual([`sell market close ${quantity} BTCUSDT filled`]);
    const left = await journey.position('BTCUSDT');
    expect(left?.quantity).toBe(quantity === '0.04' ? undefined : '0.02');
  });

  it('sells the other way round through zero in one order, as netting does', async () => {
    await journey.order({ symbol: 'BTCUSDT', side: 'buy', quantity: '0.04' });
    const signal = await journey.follow(
      '{"signalbox":1,"action":"target","symbol":"BTCUSDT","target_position":"short","target_quantity":"0.01"}',
    );
    expect((signal.orders as Wire[]).map(({ side, quantity }) => `${side} ${quantity}`)).toEqual(['sell 0.05']);
    expect(await journey.position('BTCUSDT')).toMatchObject({ side: 'short', quantity: '0.01' });
  });

  it('TradersPost: a sentiment exits the other side first, and never trades against its own verb', async () => {
    await journey.order({ symbol: 'BTCUSDT', side: 'sell', quantity: '0.04' });
    const first = await journey.follow('{"ticker":"BTCUSDT","action":"buy","sentiment":"long","quantity":0.03}');
    expect((first.orders as Wire[]).map(({ side, quantity }) => `${side} ${quantity}`)).toEqual([
      'buy 0.04',
      'buy 0.03',
    ]);
    const second = await journey.follow('{"ticker":"BTCUSDT","action":"buy","sentiment":"long","quantity":0.01}');
    expect((second.orders as Wire[]).map(({ side, quantity }) => `${side} ${quantity}`)).toEqual(['buy 0.01']);
    expect(await journey.position('BTCUSDT')).toMatchObject({ side: 'long', quantity: '0.04' });
  });

  it('shows the trail from the text to the fill, with every number that was compared and no secret', async () => {
    const { body } = await journey.alert({ action: 'buy', symbol: 'ETHUSDT', quantity: '0.5', comment: 'trail' });
    const signal = await journey.outcome(body.signalId);
    const kinds = (signal.trail as Wire[]).map(({ kind }) => kind);
    expect(kinds).toEqual([
      'order_created',
      'order_approved',
      'order_submitting',
      'signal_decided',
      'order_accepted',
      'order_filled',
    ]);
    expect(signal.decisions[0].checks.length).toBeGreaterThan(10);
    expect(JSON.stringify(signal)).not.toContain(journey.secret);
  });
});

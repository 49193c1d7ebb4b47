/**
 * What reading one alert costs, from text to commands, for each grammar with a message as senders write it. Counted is the
 * processor time of this process, not the clock on the wall, so that what else the machine does matters little.
 */
import type { GrammarName } from '#domain/signal.ts';
import { createSignalReader } from '#adapters/signals/signal-reader.ts';
import type { BenchResult } from './engine.bench.ts';

interface Sample {
  readonly name: string;
  readonly format: GrammarName;
  readonly text: string;
}

const SECRET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFG';
const S = `"secret":"${SECRET}"`;
const SAMPLES: readonly Sample[] = [
  {
    name: 'generic',
    format: 'generic',
    text: `{${S},"action":"buy","symbol":"BTCUSDT","quantity":0.001,"price":97000.5,"sl":95000,"tp":99000,"comment":"breakout 17"}`,
  },
  {
    name: 'generic, strategy template',
    format: 'generic',
    text:
      `{${S},"ticker":"BTCUSDT","exchange":"BINANCE","strategy":{"order_action":"sell","order_contracts":"0.01",` +
      '"order_price":"97000","market_position":"short","market_position_size":"0.01","prev_market_position":"flat"},' +
      '"time":"2026-01-05T10:00:00Z"}',
  },
  {
    name: 'signalbox',
    format: 'signalbox',
    text: `{"signalbox":1,${S},"id":"a17","action":"buy","symbol":"BTCUSDT","quantity":"0.01","sl":"95000","sl_unit":"price"}`,
  },
  {
    name: 'mt5',
    format: 'mt5',
    text: `{${S},"action":"buy","symbol":"XAUUSD","volume":0.1,"sl":3350.5 * 0.99,"tp":3400,"magic":12345,"comment":"trend"}`,
  },
  {
    name: 'mt5_chinese',
    format: 'mt5_chinese',
    text: '开启时间区间 开多 XAUUSD 仓位=0.1 止损=3300 止盈=3400 备注=突破',
  },
  {
    name: 'traderspost',
    format: 'traderspost',
    text:
      '{"ticker":"AMD","action":"buy","sentiment":"long","quantity":1,"price":161.2,"time":"2026-01-05T10:00:00Z",' +
      `"stopLoss":{"type":"stop","percent":5},"takeProfit":{"percent":10},${S}}`,
  },
  {
    name: 'pineconnector',
    format: 'pineconnector',
    text: '60123456789,buylimit,EURUSD,vol_lots=0.5,entry_price=1.0825,sl_pips=20,tp_pips=40,comment=breakout',
  },
  {
    name: 'threecommas',
    format: 'threecommas',
    text:
      `{${S},"max_lag":"300","timestamp":"2026-01-05T10:00:00Z","trigger_price":"97000","tv_exchange":"BINANCE",` +
      '"tv_instrument":"BTCUSDT","action":"enter_long","bot_uuid":"0abc-12","order":{"amount":"100","currency_type":"quote"}}',
  },
  {
    name: 'alertatron',
    format: 'alertatron',
    text: 'MyKeys(BTCUSDT) { cancel(which=all); limit(side=buy, amount=1, offset=@97000, postOnly=true); } #bot',
  },
  { name: 'autoview', format: 'autoview', text: 'e=binance s=BTCUSDT b=long q=0.1 t=limit fp=97000 fsl=95000 l=3' },
  {
    name: 'wundertrading, code',
    format: 'wundertrading',
    text: 'ENTER-LONG_Binance_BTCUSDT_MyBot_15M_0abc',
  },
  {
    name: 'wundertrading, JSON',
    format: 'wundertrading',
    text:
      '{"code":"ENTER-SHORT_Binance_BTCUSDT_Bot_15M_0abc","orderType":"market","amountPerTradeType":"percents",' +
      '"amountPerTrade":0.02,"leverage":5,"stopLoss":{"priceDeviation":0.02},' +
      '"takeProfits":[{"priceDeviation":0.05,"portfolio":1}],"reduceOnly":false}',
  },
  {
    name: 'octobot',
    format: 'octobot',
    text:
      'EXCHANGE=BINANCE;SYMBOL=BTCUSD;SIGNAL=BUY;ORDER_TYPE=LIMIT;VOLUME=0.01;PRICE=42000;STOP_PRICE=25000;' +
      'TAKE_PROFIT_PRICE=50000;REDUCE_ONLY=true;LEVERAGE=3;TAG=t',
  },
  {
    name: 'okx',
    format: 'okx',
    text:
      '{"action":"ENTER_LONG","instrument":"BTC-USDT-SWAP","signalToken":"0123456789abcdef","timestamp":"2026-01-05T10:00:00Z",' +
      '"maxLag":"60","orderType":"market","orderPriceOffset":"","investmentType":"percentage_balance","amount":"10"}',
  },
  {
    name: 'cornix',
    format: 'cornix',
    text: '#BTC/USDT\nBuy: 100\nTargets: 110, 120\nStop: 90\nAmount per trade: 5%\nLeverage: Cross x10',
  },
  {
    name: 'fmz',
    format: 'fmz',
    text: '{"Flag":"f","Exchange":1,"Currency":"BTC_USDT","ContractType":"swap","Price":-1,"Action":"long","Amount":1}',
  },
];

const ROUNDS = 12;
const READINGS = 4_000;
const reader = createSignalReader();

/** Processor time of one reading in the best round, in µs. */
function cost(sample: Sample): number {
  const texts = Array.from({ length: 64 }, () => Buffer.from(sample.text));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = process.cpuUsage();
    for (let index = 0; index < READINGS; index += 1) {
      // The door has bytes and makes a text of them; a text read before would have its hash counted already.
      const text = texts[index & 63]?.toString('utf8') ?? '';
      const outcome = reader.read({ text, receivedAt: index });
      if (outcome.kind !== 'parsed' || outcome.signal.format !== sample.format) {
        throw new Error(`${sample.name} was not read: ${JSON.stringify(outcome)}`);
      }
    }
    const { user, system } = process.cpuUsage(started);
    best = Math.min(best, (user + system) / READINGS);
  }
  return best;
}

export async function run(): Promise<BenchResult[]> {
  // Twice through, so that each format is read by code that has seen all the others, as in a server.
  for (const sample of SAMPLES) cost(sample);
  return SAMPLES.map((sample) => ({
    name: `read an alert: ${sample.name}`,
    value: Number(cost(sample).toFixed(2)),
    unit: 'µs',
    note: 'processor time',
  }));
}

if (import.meta.main) console.table(await run());

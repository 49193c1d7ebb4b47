import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alwaysAnswers, plainText, trial } from './grammar-trial.ts';
import { wunderTradingTextGrammar } from './wundertrading-text.ts';

const read = (text: string) => trial(wunderTradingTextGrammar, text);

const COMMANDS: readonly (readonly [text: string, command: string])[] = [
  [
    'ENTER-LONG_BINANCE_BTCUSDT_Groot_4M_c1d9bfa4-129f',
    'buy orderType=market symbol=BTCUSDT exchange=BINANCE strategy=Groot',
  ],
  [
    'enter-short_Bybit_ETH-USDT_my bot_2_15M_8e34479',
    'sell orderType=market symbol=ETH-USDT exchange=Bybit strategy=my bot_2',
  ],
  ['EXIT-LONG_KUCOIN_BTC-USDT_BOT1_1H_744bde7b', 'close_long symbol=BTC-USDT exchange=KUCOIN strategy=BOT1'],
  ['EXIT-SHORT_KUCOIN_BTC-USDT_BOT1_1H_744bde7b', 'close_short symbol=BTC-USDT exchange=KUCOIN strategy=BOT1'],
  ['EXIT-ALL_KUCOIN_BTC-USDT_BOT1_1H_744bde7b', 'close symbol=BTC-USDT exchange=KUCOIN strategy=BOT1'],
  ['ENTER-LONG_Bybit_NONE_Eth short 15_15M_8e34479c', 'buy orderType=market exchange=Bybit strategy=Eth short 15'],
  [
    'ENTER-SHORT_BINANCE_FUTURES_BTC-USDT_Groot_4M_c1d9bfa4',
    'sell orderType=market symbol=BTC-USDT exchange=BINANCE_FUTURES strategy=Groot',
  ],
  ['EXIT-ALL_Kucoin_Spot_NONE_Groot_4M_c1d9bfa4', 'close exchange=Kucoin_Spot strategy=Groot'],
  ['EXIT-ALL_BINANCE_MULTIPLE-PAIRS_A-B_5M_ed54632a', 'close exchange=BINANCE strategy=A-B'],
];

describe('WunderTrading comment codes', () => {
  it.each(COMMANDS)('%s', (text, command) => {
    expect(read(text)).toEqual({ commands: [command] });
  });

  it.each([
    ['ENTER-UP_BINANCE_BTCUSDT_Groot_4M_c1d9', 'SIGNAL_ACTION_UNKNOWN ENTER-UP'],
    ['ENTER-LONG_BINANCE_BTCUSDT', 'SIGNAL_FIELD_MISSING code'],
    ['ENTER-LONG_BINANCE_FUTURES_BTCUSDT_4M_c1d9', 'SIGNAL_FIELD_MISSING code'],
    ['ENTER-LONG_BINANCE_BTCUSDT_Groot_4M_', 'SIGNAL_FIELD_MISSING code'],
    ['ENTER-LONG_BINANCE__Groot_4M_c1d9', 'SIGNAL_FIELD_MISSING pair'],
    ['ENTER-LONG_BINANCE_BTC USDT_Groot_4M_c1d9', 'SIGNAL_FIELD_INVALID pair'],
    ['ENTER-LONG_B_{{ticker}}_Groot_4M_c1d9', 'SIGNAL_PLACEHOLDER_LEFT {{ticker}}'],
    ['ENTER-LONG_B_X_Groot_4M_c1d9\nEXIT-ALL_B_X_Groot_4M_c1d9', 'SIGNAL_FIELD_INVALID code'],
  ])('%s is refused', (text, refused) => {
    expect(read(text)).toEqual({ refused });
  });

  it('answers any text', () => {
    fc.assert(
      alwaysAnswers(
        wunderTradingTextGrammar,
        COMMANDS.map(([text]) => text),
      ),
      { numRuns: 400 },
    );
  });

  it.each([
    ['ENTER-LONG_x', true],
    ['exit-sideways_x_y', true],
    ['ENTER LONG', false],
    ['ENTRY_100', false],
    ['BUY_EXCHANGE_BTC-ETH', false],
  ])('%s → %s', (text, expected) => {
    expect(wunderTradingTextGrammar.recognizes(plainText(text))).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { inWords, parsed } from './reader-trial.ts';

const HEAD = '"secret":"s-1","max_lag":"300","timestamp":"2026-11-20T10:00:00Z","trigger_price":"97000.5"';
const BODY = `${HEAD},"tv_exchange":"BINANCE","tv_instrument":"BTCUSDT","bot_uuid":"u-1"`;
const SHARED = 'symbol=BTCUSDT exchange=BINANCE';
const TAIL = 'strategy=u-1 time=2026-11-20T10:00:00.000Z';

const strategy = (action: string, position: string, size: string): string =>
  `{${BODY},"action":"${action}","strategy_info":{"market_position":"${position}","market_position_size":"${size}",` +
  `"prev_market_position":"flat","prev_market_position_size":"0"},"order":{"amount":"0.7","currency_type":"base"}}`;

describe('the 3Commas signal bot', () => {
  it.each([
    ['buy', 'long', '0.5', 'target_position=long target_quantity=0.5'],
    ['sell', 'short', '0.5', 'target_position=short target_quantity=0.5'],
    ['sell', 'flat', '0', 'target_position=flat target_quantity=0'],
    ['sell', 'long', '0.2', 'target_position=long target_quantity=0.2'],
  ])('%s with the position %s afterwards is a target', (action, position, size, expected) => {
    const unit = position === 'flat' ? '' : ' quantity_unit=units';
    expect(inWords(strategy(action, position, size))).toBe(
      `threecommas | target ${SHARED}${unit} signal_price=97000.5 ${expected} ${TAIL}`,
    );
  });

  it("counts the target in contracts when the bot does, and keeps the order's limit", () => {
    const inContracts = strategy('buy', 'long', '3').replace('"base"', '"contracts","order_type":"limit","price":9');
    expect(inWords(inContracts)).toContain('quantity_unit=contracts order_type=limit price=9 ');
    const inMoney = strategy('buy', 'long', '3').replace('"base"', '"quote"');
    expect(inWords(inMoney)).toContain('quantity_unit=units ');
    const flat = strategy('sell', 'flat', '0').replace('"base"', '"base","order_type":"limit","price":9');
    expect(inWords(flat)).toContain(`| close ${SHARED} order_type=limit price=9 `);
  });

  it.each([
    ['enter_long', 'base', 'buy', 'units'],
    ['enter_short', 'quote', 'sell', 'quote'],
    ['exit_long', 'position_percent', 'close_long', 'percent_position'],
    ['exit_short', 'contracts', 'close_short', 'contracts'],
    ['close_position', 'base', 'close', 'units'],
    ['add_position', 'margin_percent', 'add', 'percent_balance'],
    ['cancel_enter_order', 'base', 'cancel', 'units'],
    ['buy', 'base', 'buy', 'units'],
  ])('the custom action %s in %s', (action, currency, expected, unit) => {
    const text = `{${BODY},"action":"${action}","order":{"amount":"50","currency_type":"${currency}"}}`;
    const type = ['buy', 'sell', 'add'].includes(expected) ? ' order_type=market' : '';
    expect(inWords(text)).toBe(
      `threecommas | ${expected} ${SHARED} quantity=50 quantity_unit=${unit}${type} signal_price=97000.5 ${TAIL}`,
    );
  });

  it('reads a limit price, the secret, and how old the signal may be', () => {
    const text = `{${BODY},"action":"enter_long","order":{"amount":1,"currency_type":"base","order_type":"limit","price":9}}`;
    expect(inWords(text)).toContain('order_type=limit price=9');
    expect(parsed(text)).toMatchObject({ credential: 's-1', maxAgeMs: 300_000, ignoredFields: [] });
  });

  it.each([
    [`{${BODY}}`, 'SIGNAL_FIELD_MISSING action'],
    [`{${BODY},"action":"reverse"}`, 'SIGNAL_ACTION_UNKNOWN action'],
    [`{${HEAD},"bot_uuid":"u","action":"buy"}`, 'SIGNAL_FIELD_MISSING tv_instrument'],
    [strategy('buy', 'long', '0'), 'SIGNAL_FIELD_CONFLICT market_position'],
    [strategy('buy', 'long', '-1'), 'SIGNAL_FIELD_CONFLICT market_position'],
    [strategy('buy', 'up', '1'), 'SIGNAL_FIELD_INVALID strategy_info.market_position'],
    [
      `{${BODY},"action":"buy","strategy_info":{"market_position":"long"}}`,
      'SIGNAL_FIELD_MISSING strategy_info.market_position_size',
    ],
    [`{${BODY},"action":"buy","order":{"amount":1}}`, 'SIGNAL_FIELD_MISSING order.currency_type'],
    [
      `{${BODY},"action":"buy","order":{"amount":1,"currency_type":"shells"}}`,
      'SIGNAL_NOT_SUPPORTED order.currency_type',
    ],
    [`{${BODY},"action":"buy","order":{"amount":0,"currency_type":"base"}}`, 'SIGNAL_FIELD_INVALID order.amount'],
    [`{${BODY},"action":"buy","order":5}`, 'SIGNAL_FIELD_INVALID order'],
    [`{${BODY},"action":"exit_long","order":{"amount":0,"currency_type":"base"}}`, 'SIGNAL_FIELD_INVALID order.amount'],
    [`{${BODY.replace('97000.5', '0')},"action":"enter_long"}`, 'SIGNAL_FIELD_INVALID trigger_price'],
    [`{${BODY},"action":"enter_long","stop_loss":{"percent":2}}`, 'SIGNAL_NOT_SUPPORTED stop_loss'],
    [`{"tv_instrument":"X","action":"buy","timestamp":"soon"}`, 'SIGNAL_FIELD_INVALID timestamp'],
  ])('refuses %s', (text, expected) => {
    expect(inWords(text)).toBe(`refused ${expected}`);
  });
});

describe('the older DCA bot', () => {
  const deal = '"message_type":"bot","bot_id":123,"email_token":"tok-1","delay_seconds":0,"pair":"USDT_BTC"';

  it.each([
    [`{${deal}}`, 'buy symbol=USDT_BTC order_type=market strategy=123'],
    [`{${deal},"action":"close_at_market_price"}`, 'close symbol=USDT_BTC strategy=123'],
    [`{${deal},"action":"close_at_market_price_all"}`, 'close_all symbol=USDT_BTC strategy=123'],
    [`{${deal},"action":"cancel"}`, 'cancel symbol=USDT_BTC strategy=123'],
    [`{${deal},"action":"start_bot"}`, 'enable symbol=USDT_BTC strategy=123'],
    [`{${deal},"action":"stop_bot"}`, 'disable symbol=USDT_BTC strategy=123'],
  ])('%s', (text, expected) => {
    expect(inWords(text)).toBe(`threecommas | ${expected}`);
    expect(parsed(text).credential).toBe('tok-1');
  });

  it.each([
    [`{${deal.replace(':0', ':30')}}`, 'SIGNAL_NOT_SUPPORTED delay_seconds'],
    [`{${deal},"action":"add_funds_in_quote"}`, 'SIGNAL_ACTION_UNKNOWN action'],
    ['{"message_type":"smart_trade","email_token":"t"}', 'SIGNAL_NOT_SUPPORTED message_type'],
  ])('refuses %s', (text, expected) => {
    expect(inWords(text)).toBe(`refused ${expected}`);
  });
});

import { describe, expect, it } from 'vitest';
import { inWords, refusalOf } from './reader-trial.ts';

const MARKET = 'order_type=market';

describe('actions of the Chinese commands', () => {
  it.each([
    ['开多 XAUUSD 仓位=0.1', `buy symbol=XAUUSD quantity=0.1 quantity_unit=lots ${MARKET}`],
    ['买入 XAUUSD', `buy symbol=XAUUSD ${MARKET}`],
    ['做多 XAUUSD.m', `buy symbol=XAUUSD.m ${MARKET}`],
    ['做多 600000 数量=100', `buy symbol=600000 quantity=100 quantity_unit=lots ${MARKET}`],
    ['开空 EURUSD', `sell symbol=EURUSD ${MARKET}`],
    ['卖出 EURUSD', `sell symbol=EURUSD ${MARKET}`],
    ['做空 EURUSD', `sell symbol=EURUSD ${MARKET}`],
    ['平多 XAUUSD', 'close_long symbol=XAUUSD'],
    ['平空 XAUUSD', 'close_short symbol=XAUUSD'],
    ['平仓 XAUUSD 备注=平仓信号', 'close symbol=XAUUSD comment=平仓信号'],
    ['全平', 'close_all'],
    ['全平 XAUUSD 备注=紧急平仓', 'close_all symbol=XAUUSD comment=紧急平仓'],
    ['修改 XAUUSD 订单号=123 止损=3300', 'modify symbol=XAUUSD sl=3300 sl_unit=price ticket=123'],
    ['平仓 订单号=77', 'close ticket=77'],
    [
      '平多 XAUUSD 仓位=0.1 限价单 价格=3500',
      'close_long symbol=XAUUSD quantity=0.1 quantity_unit=lots order_type=limit price=3500',
    ],
    ['修改 XAUUSD 订单号=123 价格=3300', 'modify symbol=XAUUSD signal_price=3300 ticket=123'],
    ['修改 XAUUSD 订单号=123 止损=0', 'modify symbol=XAUUSD sl=0 sl_unit=price ticket=123'],
  ])('%s', (text, expected) => {
    expect(inWords(text)).toBe(`mt5_chinese | ${expected}`);
  });
});

describe('keys of the Chinese commands', () => {
  it.each([
    ['仓位=0.1', `quantity=0.1 quantity_unit=lots ${MARKET}`],
    ['数量=0.1', `quantity=0.1 quantity_unit=lots ${MARKET}`],
    ['手数=0.1', `quantity=0.1 quantity_unit=lots ${MARKET}`],
    ['volume=0.1', `quantity=0.1 quantity_unit=lots ${MARKET}`],
    ['止损=1', `${MARKET} sl=1 sl_unit=price`],
    ['止损价=1', `${MARKET} sl=1 sl_unit=price`],
    ['止损价格=1', `${MARKET} sl=1 sl_unit=price`],
    ['止盈=2', `${MARKET} tp=2 tp_unit=price`],
    ['止盈价=2', `${MARKET} tp=2 tp_unit=price`],
    ['止盈价格=2', `${MARKET} tp=2 tp_unit=price`],
    ['价格=3', `${MARKET} signal_price=3`],
    ['价格=0', MARKET],
    ['止损=0', `${MARKET} sl=0 sl_unit=price`],
    ['止损="1"', `${MARKET} sl=1 sl_unit=price`],
    ['止损=１e３', `${MARKET} sl=1000 sl_unit=price`],
    ['止损=.5 止盈=+5.', `${MARKET} sl=0.5 sl_unit=price tp=5 tp_unit=price`],
    ['开仓价=3', `${MARKET} signal_price=3`],
    ['开仓价格=3', `${MARKET} signal_price=3`],
    ['备注=突破', `${MARKET} comment=突破`],
    ['注释=突破', `${MARKET} comment=突破`],
    ['说明=突破', `${MARKET} comment=突破`],
    ['魔术数=7', `${MARKET} magic=7`],
    ['魔术数字=7', `${MARKET} magic=7`],
    ['订单号=9', `${MARKET} ticket=9`],
    ['票号=9', `${MARKET} ticket=9`],
    ['持仓号=9', `${MARKET} ticket=9`],
    ['滑点=5', `${MARKET} deviation=5`],
    ['最大滑点=5', `${MARKET} deviation=5`],
    ['账户=demo', `${MARKET} account=demo`],
    ['允许滑点 强制平仓 立即执行 市价单', MARKET],
    ['限价单 价格=3300', 'order_type=limit price=3300'],
    ['价格=3300 限价单', 'order_type=limit price=3300'],
    ['市价单 价格=3300', `${MARKET} signal_price=3300`],
    ['仓位=1 部分平仓', `quantity=1 quantity_unit=lots ${MARKET}`],
    ['开启时间区间', `${MARKET} time_check=true`],
  ])('%s', (rest, expected) => {
    expect(inWords(`开多 XAUUSD ${rest}`)).toBe(`mt5_chinese | buy symbol=XAUUSD ${expected}`);
  });

  it.each([
    [
      '开启时间区间 开多 XAUUSD 仓位=0.1',
      `buy symbol=XAUUSD quantity=0.1 quantity_unit=lots ${MARKET} time_check=true`,
    ],
    ['开启时间区间 全平 XAUUSD', 'close_all symbol=XAUUSD time_check=true'],
  ])('%s: the switch may stand first', (text, expected) => {
    expect(inWords(text)).toBe(`mt5_chinese | ${expected}`);
  });
});

describe('what the Chinese commands tolerate', () => {
  const full = `buy symbol=XAUUSD quantity=0.1 quantity_unit=lots ${MARKET} sl=3316.995 sl_unit=price comment=带 空格`;
  it.each([
    ['arithmetic', '开多 XAUUSD 仓位=0.1 止损=3350.5*0.99 备注=带 空格'],
    ['arithmetic with blanks', '开多 XAUUSD 仓位=0.1 止损=3350.5 * 0.99 备注=带 空格'],
    ['full-width signs, digits and blanks', '开多　ＸＡＵＵＳＤ　仓位＝０.１　止损：3350.5 * 0.99　备注＝带 空格'],
    ['full-width commas', '开多，XAUUSD，仓位=0.1，止损=3350.5*0.99，备注=带 空格'],
    ['blanks round the sign', '开多 XAUUSD 仓位 = 0.1 止损= 3350.5 * 0.99 备注 =带 空格'],
    ['a comment before other keys', '开多 XAUUSD 备注=带 空格 仓位=0.1 止损=3350.5*0.99'],
    ['line breaks', '开多 XAUUSD\r\n仓位=0.1\r\n止损=3350.5*0.99\r\n备注=带 空格\r\n'],
    ['a quoted comment', '开多 XAUUSD 仓位=0.1 止损=3350.5*0.99 备注="带 空格"'],
    ['the same key twice with the same value', '开多 XAUUSD 仓位=0.1 手数=0.1 止损=3350.5*0.99 备注=带 空格'],
  ])('%s', (_, text) => {
    expect(inWords(text)).toBe(`mt5_chinese | ${full}`);
  });
});

describe('what the Chinese commands refuse', () => {
  it.each([
    ['抄底 XAUUSD 仓位=1', 'SIGNAL_ACTION_UNKNOWN 操作'],
    ['开启时间区间', 'SIGNAL_FIELD_MISSING 操作'],
    ['开多 仓位=0.1', 'SIGNAL_FIELD_MISSING 品种'],
    ['开多', 'SIGNAL_FIELD_MISSING 品种'],
    ['开多 订单号=1', 'SIGNAL_FIELD_MISSING 品种'],
    ['开多 黄金 仓位=0.1', 'SIGNAL_FIELD_INVALID 品种'],
    ['开多 XAUUSD 随便', 'SIGNAL_FIELD_UNKNOWN 随便'],
    ['开多 XAUUSD 止孙=3300', 'SIGNAL_FIELD_UNKNOWN 止孙'],
    ['开多 XAUUSD 备注=好 止孙=3300', 'SIGNAL_FIELD_UNKNOWN 止孙'],
    ['开多 XAUUSD 仓位', 'SIGNAL_FIELD_UNKNOWN 仓位'],
    ['开多 XAUUSD 仓位=', 'SIGNAL_NUMBER_INVALID 仓位'],
    ['开多 XAUUSD 仓位=12abc', 'SIGNAL_NUMBER_INVALID 仓位'],
    ['开多 XAUUSD 仓位=1,000', 'SIGNAL_NUMBER_INVALID 仓位'],
    ['开多 XAUUSD 仓位=NaN', 'SIGNAL_NUMBER_INVALID 仓位'],
    ['开多 XAUUSD 仓位=0', 'SIGNAL_FIELD_INVALID 仓位'],
    ['平多 XAUUSD 仓位=0', 'SIGNAL_FIELD_INVALID 仓位'],
    ['平多 XAUUSD 仓位=0 备注=减仓', 'SIGNAL_FIELD_INVALID 仓位'],
    ['开多 XAUUSD 限价单 价格=0', 'SIGNAL_FIELD_MISSING 价格'],
    ['全平 限价单 价格=3300', 'SIGNAL_FIELD_CONFLICT action'],
    ['修改 XAUUSD 订单号=5', 'SIGNAL_FIELD_MISSING 止损'],
    ['开多 XAUUSD 仓位=０.１手', 'SIGNAL_NUMBER_INVALID 仓位'],
    ['开多 XAUUSD 手数=-1', 'SIGNAL_FIELD_INVALID 手数'],
    ['开多 XAUUSD 止损=-3', 'SIGNAL_FIELD_INVALID 止损'],
    ['开多 XAUUSD 仓位=0.1 手数=0.2', 'SIGNAL_FIELD_CONFLICT 仓位'],
    ['开多 XAUUSD 限价单', 'SIGNAL_FIELD_MISSING 价格'],
    ['开多 XAUUSD 限价单 市价单 价格=1', 'SIGNAL_FIELD_CONFLICT 市价单'],
    ['平多 XAUUSD 部分平仓', 'SIGNAL_FIELD_MISSING 仓位'],
    ['修改 XAUUSD 止损=3300', 'SIGNAL_FIELD_MISSING 订单号'],
    ['修改 XAUUSD 订单号=12a', 'SIGNAL_NUMBER_INVALID 订单号'],
    ['修改 XAUUSD 订单号=1.5', 'SIGNAL_FIELD_INVALID 订单号'],
    ['开多 {{ticker}} 仓位=0.1', 'SIGNAL_PLACEHOLDER_LEFT {{ticker}}'],
    ['开多 XAUUSD 止损={{close * 0.99}}', 'SIGNAL_PLACEHOLDER_LEFT {{close * 0.99}}'],
  ])('%s', (text, expected) => {
    expect(inWords(text)).toBe(`refused ${expected}`);
  });
});

describe('what is suggested for a Chinese key that is not one', () => {
  it.each([
    ['开多 XAUUSD 止损', '止损=3300'],
    ['开多 XAUUSD 止损 3280.5 仓位=0.1', '止损=3280.5'],
    ['开多 XAUUSD 仓位=0.1 止赢=3400', '止盈=3400'],
    ['开多 XAUUSD 止赢：3400', '止盈=3400'],
    ['开多 XAUUSD 止赢价', '止盈价=3400'],
    ['开多 XAUUSD 止孙=3300', '止损=3300'],
    ['开多 XAUUSD 损止=3300', '止损=3300'],
    ['开多 XAUUSD 帐户=demo', '账户=demo'],
    ['开多 XAUUSD 备注 5', '备注=突破'],
    ['开多 XAUUSD 市价丹', '市价单'],
    ['开多 XAUUSD 止X=3300', undefined],
    ['开多 XAUUSD 随便', undefined],
  ])('%s: %s', (text, nearest) => {
    expect(refusalOf(text)).toMatchObject({ code: 'SIGNAL_FIELD_UNKNOWN' });
    expect(refusalOf(text).values['nearest']).toBe(nearest);
  });

  it('is itself read when it stands there', () => {
    expect(inWords('开多 XAUUSD 仓位=0.1 止盈=3400')).toContain('tp=3400');
  });
});

describe('a Chinese comment never takes in what was meant for the order', () => {
  it.each([
    '开多 XAUUSD 备注=突破 止损 3200',
    '开多 XAUUSD 备注=突破止损3200',
    '开多 XAUUSD 备注=突破 止损　３２００',
    '开多 XAUUSD 备注=突破 sl 3200',
    '开多 XAUUSD 备注="突破 止损 3200"',
    '开多 XAUUSD 备注=突破 止损',
    '开多 XAUUSD 备注=限价单入场 价格=3300',
    '平多 XAUUSD 备注=减仓 仓位 0.1',
    '修改 XAUUSD 订单号=5 止损=1 备注=改 止盈 3400',
  ])('refuses %s', (text) => {
    expect(inWords(text)).toBe('refused SIGNAL_FIELD_INVALID 备注');
  });

  it.each([
    ['开多 XAUUSD 备注=价格突破 3300', 'comment=价格突破 3300'],
    ['开多 XAUUSD 备注=slope 3', 'comment=slope 3'],
    ['平多 XAUUSD 备注=止损', 'comment=止损'],
    ['平多 XAUUSD 备注=TP1', 'comment=TP1'],
    ['平多 XAUUSD 备注=止盈1 减半', 'comment=止盈1 减半'],
  ])('keeps %s', (text, expected) => {
    expect(inWords(text)).toContain(expected);
  });
});

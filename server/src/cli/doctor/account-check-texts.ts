/** What the doctor looks at in an account at an exchange, and what it found there, by the names of the checks. */
import { type Bilingual, bilingual } from '#app/config/bilingual.ts';

export const ACCOUNT_DOCTOR_TEXTS: Readonly<Record<string, Bilingual>> = {
  reachability: bilingual('connection to the exchange', '连接交易所'),
  clock: bilingual('clock against the exchange', '与交易所的时钟偏差'),
  credentials: bilingual('keys', '密钥'),
  permissions: bilingual('what the key may do', '密钥权限'),
  balances: bilingual('balances', '余额'),
  position_mode: bilingual('position mode', '持仓模式'),
  margin: bilingual('margin mode and leverage', '保证金模式与杠杆'),
  minimums: bilingual('instruments and their smallest orders', '品种与最小委托'),
  skipped: bilingual('not looked at', '未检查'),
};

/** What is said of a check that found nothing wrong and has no values. */
export const ACCEPTED = bilingual('accepted by the exchange', '交易所已接受');

/** A value in a phrase. Those that have none here (currencies, instruments) stand with their name. */
export const ACCOUNT_VALUE_TEXTS: Readonly<Record<string, Bilingual>> = {
  venue: bilingual('{value}', '{value}'),
  roundTripMs: bilingual('answers in {value} ms', '往返 {value} 毫秒'),
  offsetMs: bilingual('{value} ms off', '相差 {value} 毫秒'),
  uncertaintyMs: bilingual('known to {value} ms', '误差 {value} 毫秒'),
  trade: bilingual('trade {value}', '交易 {value}'),
  withdraw: bilingual('withdraw {value}', '提币 {value}'),
  ipRestricted: bilingual('bound to addresses {value}', '绑定 IP {value}'),
  mode: bilingual('{value}', '{value}'),
  marginMode: bilingual('{value}', '{value}'),
  leverage: bilingual('leverage {value}', '杠杆 {value}'),
  positions: bilingual('positions {value}', '持仓 {value}'),
  differing: bilingual('another margin mode in {value}', '保证金模式不同：{value}'),
  instruments: bilingual('{value} instruments', '共 {value} 个'),
  detail: bilingual('{value}', '{value}'),
};

/** Words of the wire among the values. */
export const ACCOUNT_VALUE_WORDS: Readonly<Record<string, Bilingual>> = {
  true: bilingual('yes', '是'),
  false: bilingual('no', '否'),
  cross: bilingual('cross', '全仓'),
  isolated: bilingual('isolated', '逐仓'),
  netting: bilingual('netting', '净持仓（netting）'),
  hedging: bilingual('hedging', '双向持仓（hedging）'),
};

/** What the doctor looks at in an account at an exchange. */
import { type Bilingual, bilingual } from '#app/config/bilingual.ts';

export const ACCOUNT_DOCTOR_TEXTS: Readonly<Record<string, Bilingual>> = {
  reachability: bilingual('exchange reached', '连接交易所'),
  clock: bilingual('clock against the exchange', '与交易所的时钟偏差'),
  credentials: bilingual('keys accepted', '密钥有效'),
  permissions: bilingual('what the key may do', '密钥权限'),
  balances: bilingual('balances', '余额'),
  position_mode: bilingual('position mode', '持仓模式'),
  margin: bilingual('margin mode and leverage', '保证金模式与杠杆'),
  minimums: bilingual('instruments and their smallest orders', '品种与最小委托'),
  skipped: bilingual('not looked at', '未检查'),
};

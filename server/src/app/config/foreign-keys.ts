/**
 * Keys of the MetaTrader webhook servers that people come from, with what each is called here. They are not read, only
 * answered: a limit that silently means something else is worse than a question.
 */
import { type Bilingual, bilingual } from './bilingual.ts';

const use = (key: string): Bilingual => bilingual(`use ${key}`, `请使用 ${key}`);
const onAccount = bilingual(
  'it belongs to the account, which is added with its sealed credentials on the Accounts page',
  '它属于账户设置，请在“账户”页面添加账户（凭据会加密保存）',
);
const onBridge = bilingual('it belongs to the bridge beside the terminal', '它属于终端旁的桥接程序的设置');
const notNeeded = bilingual('it is not needed, leave it out', '不需要此项，请删除');

const ADVICE: Readonly<Record<string, Bilingual>> = {
  'trading.default_volume': use('risk.defaults.default_volume'),
  'trading.max_volume': use('risk.defaults.max_quantity'),
  'trading.min_volume': use('risk.defaults.min_quantity'),
  'trading.max_slippage': use('risk.defaults.max_slippage_points'),
  'trading.allowed_symbols': use('risk.defaults.allowed_symbols'),
  'trading.magic_number': onAccount,
  custom_intervals: use('risk.defaults.custom_intervals'),
  'server.security.api_key': bilingual(
    'keys are made with: npx signalbox key create; they never stand in a file',
    '密钥用 npx signalbox key create 创建，不写在文件中',
  ),
  'server.security.allowed_ips': use('server.allowed_ips'),
  'logging.file': use('logging.directory'),
  'logging.max_size': use('logging.max_size_mib'),
  'webhook.required_fields': notNeeded,
  'webhook.optional_fields': notNeeded,
  'mt5.account': onAccount,
  'mt5.terminal_path': onBridge,
  'mt5.timeout': onBridge,
};

/** What the key is called here; undefined when it is not a key of those servers. */
export const adviceFor = (path: string): Bilingual | undefined =>
  Object.hasOwn(ADVICE, path) ? ADVICE[path] : undefined;

/** Whether keys of those servers stand below this one, so that each of them is answered by itself. */
export const hasAdviceBelow = (path: string): boolean => Object.keys(ADVICE).some((key) => key.startsWith(`${path}.`));

/** What the commands about accounts at exchanges say. */
import { bilingual } from '#app/config/bilingual.ts';

export const ACCOUNT_TEXTS = {
  askApiKey: bilingual('API key: ', 'API 密钥：'),
  askSecret: bilingual('Secret (not shown): ', '私钥（不显示）：'),
  askPassphrase: bilingual('Passphrase, empty where there is none (not shown): ', '口令，没有则留空（不显示）：'),
  apiKeyMissing: bilingual('--api-key is missing.', '缺少 --api-key。'),
  secretMissing: bilingual(
    'No secret was given. Type it when asked, put it on the standard input (the passphrase on the next line), or name its file with --secret-file.',
    '未提供私钥。请按提示输入，或写入标准输入（口令放在下一行），或用 --secret-file 指定文件。',
  ),
  fileUnreadable: bilingual('{file} can not be read ({detail}).', '无法读取 {file}（{detail}）。'),
  exchangeMissing: bilingual(
    '--exchange: binance, okx, bybit, htx, bitget, coinbase, kucoin, mexc',
    '--exchange：binance、okx、bybit、htx、bitget、coinbase、kucoin、mexc',
  ),
  environmentMissing: bilingual('--environment: live, sandbox, emulated', '--environment：live、sandbox、emulated'),
  marketsWrong: bilingual('--markets: spot, swap, or both with a comma', '--markets：spot、swap，或以逗号分隔两者'),
  mustArm: bilingual(
    'Nothing opens there until you arm it: npx signalbox account arm {id}{data}',
    '启用之前不会开仓：npx signalbox account arm {id}{data}',
  ),
  armed: bilingual('{id} is armed: from now on signals open positions there.', '{id} 已启用：此后的信号会开仓。'),
  disarmed: bilingual('{id} is disarmed: nothing opens there any more.', '{id} 已停用：不再开新仓。'),
  ordersRest: bilingual(
    '{count} open orders stay where they are. Cancel them with: npx signalbox cancel-all --account {id}{data}',
    '仍有 {count} 笔未完成委托。撤销：npx signalbox cancel-all --account {id}{data}',
  ),
  keysChanged: bilingual('{id} has other keys now.', '{id} 的密钥已更换。'),
  noDifference: bilingual('{id} holds what its exchange says it holds.', '{id} 的持仓与交易所一致。'),
  ours: bilingual('BOOKS', '账面'),
  atVenue: bilingual('EXCHANGE', '交易所'),
  decideDifference: bilingual(
    'Nothing opens in these until you decide: npx signalbox account adopt {id} <symbol>, or account ignore {id} <symbol>',
    '处理之前这些品种不开新仓：npx signalbox account adopt {id} <品种>（采用交易所持仓），或 npx signalbox account ignore {id} <品种>（忽略）',
  ),
  removed: bilingual(
    '{id} is out of service. Its records stay; its id is not given again.',
    '{id} 已移除。记录仍保留，编号不再使用。',
  ),
} as const;

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
  keysKeptNot: bilingual(
    '{id} has other keys now, and the exchange refuses them. Those before are not kept.',
    '{id} 的密钥已更换，但交易所拒绝新密钥。原密钥未保留。',
  ),
  keysUnanswered: bilingual(
    'The exchange has not answered yet, so nobody knows whether it takes the keys. Look: npx signalbox account show {id}{data}',
    '交易所尚未回答，密钥是否有效未知。查看：npx signalbox account show {id}{data}',
  ),
  noDifference: bilingual(
    '{id} held what its exchange said it holds when they were compared last, at {time}.',
    '上次对账（{time}）时，{id} 的持仓与交易所一致。',
  ),
  notCompared: bilingual(
    '{id} has not been compared with its exchange yet. Why: npx signalbox account show {id}',
    '{id} 尚未与交易所对账。原因：npx signalbox account show {id}',
  ),
  allIgnored: bilingual(
    'These are ignored, and keep nothing back. To take one over after all: npx signalbox account adopt {id} <symbol>',
    '以上差异已忽略，不限制交易。如需改为采用交易所持仓：npx signalbox account adopt {id} <品种>',
  ),
  ignored: bilingual('IGNORED', '已忽略'),
  ours: bilingual('BOOKS', '账面'),
  atVenue: bilingual('EXCHANGE', '交易所'),
  decideDifference: bilingual(
    'Nothing opens in these until you decide: npx signalbox account adopt {id} <symbol>, or account ignore {id} <symbol>',
    '处理之前这些品种不开新仓：npx signalbox account adopt {id} <品种>（采用交易所持仓），或 npx signalbox account ignore {id} <品种>（忽略）',
  ),
  changeEmpty: bilingual(
    'Say what is to change: --markets, --margin-mode or --leverage.',
    '请指定要修改的内容：--markets、--margin-mode 或 --leverage。',
  ),
  termsMarkets: bilingual('trades {markets}', '交易 {markets}'),
  termsLeverage: bilingual('leverage {leverage}', '杠杆 {leverage}'),
  termsLeverageTheirs: bilingual('leverage as the exchange has it', '杠杆沿用交易所设置'),
  termsKey: bilingual('key ends in {ending}', '密钥尾号 {ending}'),
  fundingNotListed: bilingual('not listed', '未提供'),
  fundingUnlisted: bilingual(
    '{account}: the exchange does not list funding: what was paid is not known, and comes in the adjustments of the balance',
    '{account}：该交易所不提供资金费明细，已收付金额未知，会计入余额的调整项',
  ),
  fundingSoFar: bilingual(
    '{account}: funding so far {amount} {currency} (received less paid)',
    '{account}：累计资金费 {amount} {currency}（收入减支出）',
  ),
  unknownOrders: bilingual(
    '{account}: nobody knows yet what became of {count} orders; the venue is asked again and again. See them: npx signalbox orders --account {account} --status unknown',
    '{account}：{count} 笔委托的结果未知，正在反复向交易所查询。查看：npx signalbox orders --account {account} --status unknown',
  ),
  removed: bilingual(
    '{id} is out of service. Its records stay; its id is not given again.',
    '{id} 已移除。记录仍保留，编号不再使用。',
  ),
} as const;

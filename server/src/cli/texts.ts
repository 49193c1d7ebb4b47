/**
 * What the commands say, each sentence once with both languages side by side. Sentences of the doctor and of trails, labels
 * and single words stand in modules of their own; what the server answers comes in the reader's language already.
 */
import { bilingual } from '#app/config/bilingual.ts';

export const TEXTS = {
  usage: bilingual('{problem}', '{problem}'),
  unexpected: bilingual(
    'The server at {url} answered {status} with something that is no answer of Signalbox.',
    '位于 {url} 的服务器返回了 {status}，不是信号楼的回答。',
  ),

  serverAbsent: bilingual(
    'No server is running for {data}. Start it: npx signalbox start --data {data}',
    '数据目录 {data} 没有正在运行的服务器。请启动：npx signalbox start --data {data}',
  ),
  serverGone: bilingual(
    'The server of {data} (process {pid}) no longer runs; it was not stopped properly. Start it: npx signalbox start --data {data}',
    '数据目录 {data} 的服务器（进程 {pid}）已不在运行，且未正常停止。请启动：npx signalbox start --data {data}',
  ),
  serverRefused: bilingual(
    'Nothing answers at {url} ({detail}). Check the address, or start the server.',
    '{url} 无人应答（{detail}）。请检查地址或启动服务器。',
  ),
  serverSilent: bilingual(
    'The server at {url} did not answer within {seconds} s. Look at its log; "signalbox doctor" may tell more.',
    '{url} 的服务器在 {seconds} 秒内没有回答。请查看日志，或运行 signalbox doctor。',
  ),
  keyMissing: bilingual(
    'There is no key for {url}. Give one with --key or SIGNALBOX_KEY; the key of the data directory is sent to this machine only.',
    '没有用于 {url} 的密钥。请使用 --key 或 SIGNALBOX_KEY；数据目录中的密钥只发往本机。',
  ),
  urlInvalid: bilingual('--url: http://… or https://…', '--url：须为 http://… 或 https://…'),

  paper: bilingual(
    'PAPER account, SIMULATED prices: nothing here is real money.',
    '模拟账户，模拟行情：这里没有真实资金。',
  ),
  paperPushed: bilingual('PAPER account: nothing here is real money.', '模拟账户：这里没有真实资金。'),
  paperAmong: bilingual(
    'PAPER account {accounts}, SIMULATED prices: no real money.',
    '模拟账户 {accounts}，模拟行情：没有真实资金。',
  ),
  paperPushedAmong: bilingual('PAPER account {accounts}: no real money.', '模拟账户 {accounts}：没有真实资金。'),
  emulated: bilingual('EMULATED exchange {accounts}: no real money.', '模拟器账户 {accounts}：没有真实资金。'),
  sandbox: bilingual('SANDBOX account {accounts}: money of a test network.', '沙盒账户 {accounts}：测试网资金。'),
  live: bilingual('LIVE account {accounts}: this is real money.', '实盘账户 {accounts}：这是真实资金。'),
  more: bilingual(
    'There are more: --limit {limit} shows the newest only.',
    '还有更多：--limit {limit} 只显示最新的部分。',
  ),
  none: bilingual('None.', '没有。'),

  portInvalid: bilingual('--port: 0–65535', '--port：0–65535'),
  portTaken: bilingual(
    'The port {port} is taken by another program, or by another Signalbox. Choose another one: --port {other}',
    '端口 {port} 已被其他程序（或另一个信号楼）占用。请换一个端口：--port {other}',
  ),
  addressRefused: bilingual(
    'The server may not listen on {host}:{port} ({detail}). Check server.host and server.port in the configuration.',
    '无法监听 {host}:{port}（{detail}）。请检查配置中的 server.host 与 server.port。',
  ),
  configurationWrong: bilingual('The configuration is wrong; the server was not started.', '配置有误，服务器未启动。'),
  configurationRefused: bilingual(
    'The configuration that was saved is wrong; the settings in force stay.',
    '新保存的配置有误，继续使用原来的设置。',
  ),
  configurationLost: bilingual(
    'The last start used the settings in {file}, and they are gone: without them the defaults would hold, limits included. The server was not started. Bring the file back, name another one with --config, or start with --defaults if that is what you want.',
    '上次启动使用了 {file} 中的配置，现在该文件不存在或为空：若继续，将使用默认值，包括默认限额。服务器未启动。请恢复该文件，或用 --config 指定其他文件；如确实要使用默认值，请加 --defaults。',
  ),
  defaultsWithFile: bilingual(
    '--defaults: there are settings in {file}; move them away, or leave the option out',
    '--defaults：{file} 中有配置；请移走该文件，或去掉此选项',
  ),
  alreadyRunning: bilingual(
    'Signalbox already runs here: process {pid}, {url}. Use it, or stop it first (Ctrl-C in its terminal, or kill {pid}).',
    '信号楼已在此运行：进程 {pid}，{url}。请直接使用，或先停止它（在其终端按 Ctrl-C，或 kill {pid}）。',
  ),
  dataUnusable: bilingual(
    'The directory {data} can not be used ({detail}). Choose another one with --data or in the settings, or correct its permissions.',
    '无法使用目录 {data}（{detail}）。请用 --data 或在配置中换一个目录，或更正其权限。',
  ),
  stopped: bilingual('Stopped.', '已停止。'),
  stopping: bilingual('Stopping; once more ends at once.', '正在停止；再按一次立即结束。'),

  store_in_use: bilingual(
    'Another Signalbox (process {pid}) is using {path}. Stop it first.',
    '另一个信号楼（进程 {pid}）正在使用 {path}。请先停止它。',
  ),
  store_foreign: bilingual(
    '{path} is a database of another program. Choose another data directory.',
    '{path} 是其他程序的数据库。请换一个数据目录。',
  ),
  store_newer: bilingual(
    '{path} was written by a newer release (schema step {step}, this release knows {known}). Install that release.',
    '{path} 由更新的版本写入（结构步骤 {step}，本版本只到 {known}）。请安装该版本。',
  ),
  store_earlier: bilingual(
    '{path} was written by an earlier build, in a layout that this one can not read; nothing was changed. Keep the folder, and start with a new one: --data <new directory> (and another storage.path, where one is set). Only the build that wrote it can go on with its accounts and orders.',
    '{path} 由较早的版本写入，其结构本版本无法读取；未作任何改动。请保留该目录，并换一个新目录启动：--data <新目录>（如配置了 storage.path，也请更换）。其中的账户与委托只能由写入它的版本继续使用。',
  ),
  store_corrupt: bilingual('{path} is damaged: {detail}. Restore a backup.', '{path} 已损坏：{detail}。请恢复备份。'),
  store_unopenable: bilingual("{path} can't be opened: {detail}.", '无法打开 {path}：{detail}。'),
  startFailed: bilingual('The server could not be started: {detail}', '服务器无法启动：{detail}'),

  dataExists: bilingual(
    '{data} is a data directory already ({file} is there); nothing was changed. Start it: npx signalbox start --data {data}',
    '{data} 已经是数据目录（存在 {file}），未作任何改动。请直接启动：npx signalbox start --data {data}',
  ),
  initDone: bilingual('Made {data}:', '已创建 {data}：'),
  initConfig: bilingual('settings', '配置文件'),
  initAccount: bilingual('account', '账户'),
  initKey: bilingual('API key, shown only now', 'API 密钥（仅显示这一次）'),
  initWebhook: bilingual('webhook', 'Webhook'),
  initSecret: bilingual('its secret, shown only now', 'Webhook 口令（仅显示这一次）'),
  initNext: bilingual('Next: npx signalbox start --data {data}', '下一步：npx signalbox start --data {data}'),

  haltNotReached: bilingual('The server was NOT reached: {problem}', '未能连接服务器：{problem}'),
  haltLatched: bilingual(
    'The halt is written to {file}: at its next start the server comes up halted.',
    '暂停标记已写入 {file}：下次启动时服务器将处于暂停状态。',
  ),
  haltNotLatched: bilingual('The halt could NOT be written to {file}.', '暂停标记未能写入 {file}。'),
  haltStillRuns: bilingual(
    'The process {pid} still runs and MAY STILL TRADE, because it reads that file at its start only: end it with kill {pid}',
    '进程 {pid} 仍在运行，可能继续交易（该文件仅在启动时读取）：请用 kill {pid} 结束它。',
  ),
  haltOrdersRest: bilingual(
    'Nothing was canceled: orders that rest at a venue stay there.',
    '没有撤单：交易所中的挂单仍然有效。',
  ),
  haltOneAccount: bilingual(
    'One account can be halted by its server only. Without --account everything is halted at the next start.',
    '单个账户只能由服务器暂停。不带 --account 则下次启动时全部暂停。',
  ),
  stateSet: bilingual('{account}: {state}', '{account}：{state}'),
  stateNotDurable: bilingual(
    '{account}: {state}, but it could not be written down: a restart forgets it.',
    '{account}：{state}，但未能写入磁盘：重启后失效。',
  ),
  stillStopped: bilingual(
    'STAYS {state}: {account}. {reason} It is stopped for itself (resume it with --account), or by a halt of the server.',
    '{account} 仍为{state}：{reason} 该账户被单独停止（用 --account 恢复），或受服务器整体暂停影响。',
  ),
  stillUnarmed: bilingual(
    'STAYS {state}: {account}. {reason} No resume arms it.',
    '{account} 仍为{state}：{reason} 恢复交易不会启用该账户。',
  ),
  entriesOpen: bilingual(
    'Entry orders that stay open and may still fill: {count}. Cancel them with: signalbox cancel-all (stop-losses and take-profits stay)',
    '仍有 {count} 笔开仓挂单未撤，可能继续成交。撤销请运行：signalbox cancel-all（止损止盈保留）',
  ),
  cancelsAsked: bilingual('Cancels asked of the venues: {count}', '已请求撤单：{count} 笔'),
  protectionStays: bilingual(
    'Stop-losses and take-profits that stay with their positions: {count}. To cancel one: signalbox cancel <id>',
    '保留的止损止盈：{count} 笔。如需撤销其中一笔：signalbox cancel <编号>',
  ),
  notCanceled: bilingual('NOT canceled: {order}: {reason}', '未能撤单：{order}：{reason}'),

  orderNotFound: bilingual(
    'There is no order with the ticket {ticket} among the newest {count}. Use its id.',
    '最新 {count} 笔委托中没有订单号 {ticket}。请使用委托编号。',
  ),
  orderAmbiguous: bilingual(
    'Several accounts have an order with the ticket {ticket}: {accounts}. Name one with --account.',
    '多个账户都有订单号 {ticket}：{accounts}。请用 --account 指定。',
  ),

  numberInvalid: bilingual('--{option}: "{value}" is no number', '--{option}：“{value}”不是数字'),
  sideInvalid: bilingual(
    'The side is one of {sides}, not "{value}": npx signalbox order place buy 0.01 BTCUSDT',
    '方向“{value}”无效，须为 {sides}。示例：npx signalbox order place buy 0.01 BTCUSDT',
  ),
  quantityInvalid: bilingual(
    'The quantity "{value}" is no number: npx signalbox order place buy 0.01 BTCUSDT',
    '数量“{value}”不是数字。示例：npx signalbox order place buy 0.01 BTCUSDT',
  ),
  noteMissing: bilingual(
    '--note: say what proves that the order is dead (what the venue shows); it is kept in its trail',
    '--note：请说明依据（在交易所看到了什么），会写入该委托的记录',
  ),
  amendEmpty: bilingual(
    'Say what to change: --quantity, --limit-price or --stop-price',
    '请说明要改什么：--quantity、--limit-price 或 --stop-price',
  ),
  amendRefused: bilingual(
    'The venue did not take the change; the order stays as it was. Why: npx signalbox order show {ticket}',
    '交易所未接受改单，委托保持不变。原因：npx signalbox order show {ticket}',
  ),
  positionNotFound: bilingual(
    'There is no open position "{position}". Look: npx signalbox positions',
    '没有持仓“{position}”。查看：npx signalbox positions',
  ),
  positionAmbiguous: bilingual(
    'Several positions fit "{position}": {found}. Name one by its ticket, with --account if need be.',
    '有多个持仓符合“{position}”：{found}。请用持仓号指定，必要时加 --account。',
  ),
  levelOfPart: bilingual('{level} (part)', '{level}（部分）'),
  priceIncomplete: bilingual('Give one price, or both --bid and --ask.', '请给出一个价格，或同时给出 --bid 与 --ask。'),

  sent: bilingual('Taken: signal {id}', '已接收：信号 {id}'),
  sentBefore: bilingual('Taken before, not again: signal {id}', '此前已接收，不会重复执行：信号 {id}'),
  rehearsed: bilingual('Rehearsed, nothing was placed: signal {id}', '仅预演，未下单：信号 {id}'),
  refused: bilingual('Refused: {message}', '已拒收：{message}'),
  keptAs: bilingual('It was kept as signal {id}.', '已记录为信号 {id}。'),
  notSettled: bilingual(
    'Its end is not known yet; do not send it again. Look: npx signalbox signal show {id}',
    '结果尚未确定，请勿重复发送。查看：npx signalbox signal show {id}',
  ),
  signalTextMissing: bilingual(
    'There is no text: give it as an argument or on the standard input.',
    '没有内容：请作为参数或从标准输入给出。',
  ),
  orderListMissing: bilingual(
    'There is no list: name a file, or give the orders on the standard input, as [{"symbol":"BTCUSDT","side":"buy","quantity":"0.01"}].',
    '没有列表：请给出文件，或从标准输入给出委托，例如 [{"symbol":"BTCUSDT","side":"buy","quantity":"0.01"}]。',
  ),
  orderListUnreadable: bilingual('{file} can not be read ({detail}).', '无法读取 {file}（{detail}）。'),
  orderListRefused: bilingual('{place}. not placed: {message}', '第 {place} 笔未下单：{message}'),
  orderListTaken: bilingual(
    '{place}. taken, not decided yet: npx signalbox signal show {id}',
    '第 {place} 笔已受理，尚未决策：npx signalbox signal show {id}',
  ),
  secretWithoutWebhook: bilingual('--secret: only with --webhook', '--secret：须与 --webhook 一起使用'),

  routeDecides: bilingual(
    '--{option}: not with --webhook, whose route says it. To change the route: npx signalbox webhook change {webhook} --{option} …',
    '--{option}：不能与 --webhook 同用，由其路由决定。修改路由：npx signalbox webhook change {webhook} --{option} …',
  ),
  idInText: bilingual(
    '--id: not with --webhook, which hears only the text. Put an "id" into the text.',
    '--id：不能与 --webhook 同用，Webhook 只读取内容。请在内容中写入 "id"。',
  ),

  keyMade: bilingual('The key, shown only now: {token}', '密钥（仅显示这一次）：{token}'),
  keyRevoked: bilingual('The key {id} is revoked.', '密钥 {id} 已吊销。'),
  changeEmpty: bilingual('Say what to change; --help lists it.', '请说明要改什么，--help 列出可改的项目。'),
  webhookDeleted: bilingual('The webhook {id} is gone.', 'Webhook {id} 已删除。'),
  webhookAddress: bilingual('address', '地址'),
  webhookSecret: bilingual('secret, shown only now', '口令（仅显示这一次）'),
  webhookMessage: bilingual('message for TradingView', 'TradingView 消息模板'),

  journalStream: bilingual('{stream}: {records} records', '{stream}：{records} 条'),
  journalChainOk: bilingual('hash chain unbroken', '哈希链完整'),
  journalChainBroken: bilingual('BROKEN after {records} records: {fault}', '在第 {records} 条之后断裂：{fault}'),
  journalReplayOk: bilingual('replayed', '已重放'),
  journalReplayBroken: bilingual('REPLAY FAILS at {sequence}: {fault}', '重放在第 {sequence} 条失败：{fault}'),
  journalSnapshotOk: bilingual('equals its snapshot at {sequence}', '与第 {sequence} 条的快照一致'),
  journalSnapshotWrong: bilingual(
    'DIFFERS from its snapshot at {sequence}: {path}',
    '与第 {sequence} 条的快照不一致：{path}',
  ),
  journalSnapshotNone: bilingual('no snapshot to compare with', '没有可比对的快照'),
  journalGood: bilingual(
    'The journal is sound: {records} records in {streams} streams.',
    '流水完好：{streams} 个流，共 {records} 条。',
  ),
  journalBad: bilingual(
    'The journal is DAMAGED. Stop using it, keep the files, and restore a backup.',
    '流水已损坏。请停止使用、保留现场文件，并恢复备份。',
  ),
  journalAbsent: bilingual('There is no database at {path}: nothing to verify.', '{path} 没有数据库，无可校验。'),
  journalProgress: bilingual('{stream}: {done} of {total}', '{stream}：{done} / {total}'),
} as const;

/** What the doctor says, both languages side by side: how it is, and what to do about it. */
import { bilingual } from '#app/config/bilingual.ts';

export const DOCTOR_TEXTS = {
  node: bilingual('Node {version}', 'Node {version}'),

  clockSteady: bilingual(
    'the clock runs evenly ({driftMs} ms off within {windowMs} ms)',
    '时钟走时均匀（{windowMs} 毫秒内偏差 {driftMs} 毫秒）',
  ),
  clockJumps: bilingual(
    'the clock jumps: {driftMs} ms off within {windowMs} ms',
    '时钟跳变：{windowMs} 毫秒内偏差 {driftMs} 毫秒',
  ),
  clockJumpsAdvice: bilingual(
    'Something sets the clock in steps. Let NTP slew it, and look at the virtual machine’s time settings.',
    '有程序在跳跃式校时。请让 NTP 平滑校时，并检查虚拟机的时间设置。',
  ),
  clockBehind: bilingual(
    'the clock says {now}, but the data directory was written at {written}',
    '当前时间为 {now}，但数据目录的写入时间是 {written}',
  ),
  clockOld: bilingual(
    'the clock says {now}, which is before this release was made',
    '当前时间为 {now}，早于本版本的发布时间',
  ),
  clockWrongAdvice: bilingual(
    'Set the clock: signals would be refused as stale or from the future, and venues refuse requests.',
    '请校准时钟：否则信号会被判为过期或超前，交易所也会拒绝请求。',
  ),
  timeZone: bilingual(
    'time zone {zone} (UTC{offset}); the journal is in UTC',
    '时区 {zone}（UTC{offset}）；流水使用 UTC',
  ),
  ntpOn: bilingual('the clock is synchronized', '时钟已同步'),
  ntpOff: bilingual('the clock is NOT synchronized', '时钟未同步'),
  ntpOffAdvice: bilingual('Turn it on: timedatectl set-ntp true', '请开启：timedatectl set-ntp true'),
  ntpUnknown: bilingual('it can not be told whether the clock is synchronized', '无法判断时钟是否同步'),
  ntpUnknownAdvice: bilingual(
    'Make sure that this machine, or its host, runs NTP.',
    '请确认本机（或宿主机）运行 NTP。',
  ),

  diskFree: bilingual('{free} free at {path}', '{path} 剩余 {free}'),
  diskLowAdvice: bilingual(
    'Free some space: when the disk is full, signals are refused and nothing is traded.',
    '请清理空间：磁盘写满后信号会被拒收，也不会交易。',
  ),
  diskWrites: bilingual(
    'a durable write takes {typicalMs} ms, {worstMs} ms at worst',
    '一次落盘写入 {typicalMs} 毫秒，最慢 {worstMs} 毫秒',
  ),
  diskSlowAdvice: bilingual(
    'Every signal waits for such a write. Use a local SSD instead of a network or memory card.',
    '每个信号都要等待落盘。请使用本地 SSD，不要用网络盘或存储卡。',
  ),
  diskFailed: bilingual('{path} can not be written ({reason})', '{path} 无法写入（{reason}）'),
  diskFailedAdvice: bilingual(
    'Correct the owner or the permissions, or choose another directory with --data.',
    '请更正属主或权限，或用 --data 换一个目录。',
  ),

  dataAbsent: bilingual(
    '{path} is not there yet; init or the first start makes it',
    '{path} 尚不存在，init 或首次启动时创建',
  ),
  modesGood: bilingual('only the owner can read {names}', '仅属主可读：{names}'),
  modesNotChecked: bilingual('file permissions are not looked at on this system', '本系统不检查文件权限'),
  modeOpen: bilingual(
    'others on this machine can read {path} (mode {mode})',
    '本机其他用户可以读取 {path}（权限 {mode}）',
  ),
  modeOpenAdvice: bilingual('chmod {wanted} {path}', 'chmod {wanted} {path}'),
  modeWritable: bilingual(
    'others on this machine can change {path} (mode {mode})',
    '本机其他用户可以修改 {path}（权限 {mode}）',
  ),
  ownerOther: bilingual('{path} belongs to another user (id {owner})', '{path} 属于其他用户（编号 {owner}）'),
  ownerOtherAdvice: bilingual(
    'Run Signalbox as that user, or give the files to yourself: chown',
    '请用该用户运行信号楼，或用 chown 更改属主',
  ),

  configGood: bilingual('the configuration is right ({source})', '配置正确（{source}）'),
  configDefaults: bilingual('no file: all settings have their defaults', '无配置文件：全部使用默认值'),
  configLost: bilingual(
    'the last start used the settings in {file}, and they are gone',
    '上次启动使用了 {file} 中的配置，现在该文件不存在或为空',
  ),
  configLostAdvice: bilingual(
    'Bring the file back, or start with --defaults if the defaults are what you want.',
    '请恢复该文件；如确实要使用默认值，启动时加 --defaults。',
  ),
  configWrong: bilingual('{count} mistakes in the configuration: {problems}', '配置有 {count} 处错误：{problems}'),
  configWrongAdvice: bilingual(
    'Correct them; the server does not start with a mistake.',
    '请更正，配置有误时服务器不会启动。',
  ),

  portFree: bilingual('{host}:{port} is free', '{host}:{port} 空闲'),
  portOurs: bilingual('our server listens at {url} (process {pid})', '本服务器正在监听 {url}（进程 {pid}）'),
  portSilent: bilingual(
    'our server (process {pid}) runs, but does not answer at {url}',
    '本服务器（进程 {pid}）在运行，但 {url} 无应答',
  ),
  portSilentAdvice: bilingual(
    'Look at its log; if it hangs, end it: kill {pid}',
    '请查看日志；如已卡死，请结束它：kill {pid}',
  ),
  portTaken: bilingual('{host}:{port} can not be listened on ({reason})', '无法监听 {host}:{port}（{reason}）'),
  portTakenAdvice: bilingual(
    'Choose another port (server.port, or --port), or end the program that has it.',
    '请更换端口（server.port 或 --port），或结束占用它的程序。',
  ),
  portPublic: bilingual(
    'the server will be reachable from other machines ({host})',
    '其他机器可以访问服务器（{host}）',
  ),
  portPublicAdvice: bilingual(
    'Keep server.host at 127.0.0.1 and put a proxy with HTTPS in front.',
    '请将 server.host 保持为 127.0.0.1，并在前面放置 HTTPS 反向代理。',
  ),

  storeAbsent: bilingual('no database yet; the first start makes it', '尚无数据库，首次启动时创建'),
  storeInUse: bilingual(
    'the running server has the database; stop it to have the journal checked',
    '数据库由运行中的服务器使用；停止后方可校验流水',
  ),
  storeOpens: bilingual('the database opens', '数据库可以打开'),
  storeFailed: bilingual('{problem}', '{problem}'),
  storeFailedAdvice: bilingual('The server does not start like this.', '此状态下服务器无法启动。'),
  journalGood: bilingual('the journal is unbroken: {records} records', '流水完整：{records} 条'),
  journalLong: bilingual(
    'the journal has {records} records: too many to check in passing',
    '流水共 {records} 条，数量较多，未逐条校验',
  ),
  journalLongAdvice: bilingual('Run: npx signalbox journal verify', '请运行：npx signalbox journal verify'),
  journalBroken: bilingual('the journal is DAMAGED: {fault}', '流水已损坏：{fault}'),
  journalBrokenAdvice: bilingual(
    'Keep the files, do not trade on them, restore a backup.',
    '请保留现场文件，不要继续交易，并恢复备份。',
  ),

  latchActive: bilingual('trading is not halted', '交易未暂停'),
  latchHalted: bilingual('trading is {state}, and stays so through a restart', '交易状态为 {state}，重启后仍然有效'),
  latchHaltedAdvice: bilingual('When you know why: npx signalbox resume', '查明原因后恢复：npx signalbox resume'),

  allWell: bilingual('All is well.', '一切正常。'),
  someWarn: bilingual('{warn} to look at, nothing broken.', '{warn} 项需要留意，没有故障。'),
  someFail: bilingual('{fail} must be put right, {warn} to look at.', '{fail} 项必须处理，{warn} 项需要留意。'),
} as const;

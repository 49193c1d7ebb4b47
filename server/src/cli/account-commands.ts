/** The commands about accounts: whose money it is, where it is, and whether it may be traded with. */
import { bilingual } from '#app/config/bilingual.ts';
import { type CommandRow, option, REMOTE } from './command-row.ts';

/** How the keys of an exchange are given; the secret ones never in the command itself. */
const KEYS = [
  option('--api-key <key>', 'the API key; asked for when it is not given', 'API 密钥，不写则提示输入'),
  option(
    '--secret-file <file>',
    'a file with the secret; else it is asked for, or read from the standard input',
    '私钥文件；不写则提示输入，或从标准输入读取',
  ),
  option(
    '--passphrase-file <file>',
    'a file with the passphrase, where the exchange has one',
    '口令文件（交易所需要时）',
  ),
];

export const ACCOUNT_COMMANDS: readonly CommandRow[] = [
  {
    call: 'account [id]',
    does: bilingual('show the money of the accounts', '查看账户资金'),
    options: REMOTE,
    load: async () => (await import('./account-command.ts')).runAccount,
  },
  {
    call: 'account list',
    does: bilingual('show all accounts', '列出全部账户'),
    options: REMOTE,
    load: async () => (await import('./account-command.ts')).runAccount,
  },
  {
    call: 'account show <id>',
    does: bilingual('show one account', '查看一个账户'),
    options: REMOTE,
    load: async () => (await import('./account-command.ts')).runAccount,
  },
  {
    call: 'account create <id>',
    does: bilingual('open a paper account', '新建模拟账户'),
    options: [
      option('--balance <amount>', 'the money it begins with', '初始资金', '1000000'),
      option('--currency <code>', 'its currency', '账户币种', 'USD'),
      option('--mode <name>', 'netting or hedging', 'netting 净持仓、hedging 双向持仓', 'netting'),
      option('--name <text>', 'what people call it', '账户名称'),
      ...REMOTE,
    ],
    load: async () => (await import('./account-command.ts')).runAccountCreate,
  },
  {
    call: 'account add <id>',
    does: bilingual('add an account at an exchange; its keys are sealed', '添加交易所账户，密钥加密保存'),
    options: [
      option(
        '--exchange <name>',
        'binance, okx, bybit, htx, bitget, coinbase, kucoin or mexc',
        'binance、okx、bybit、htx、bitget、coinbase、kucoin 或 mexc',
      ),
      option(
        '--environment <name>',
        'live, sandbox (the test network of the exchange) or emulated',
        'live 实盘、sandbox 交易所测试网、emulated 模拟器',
      ),
      option(
        '--endpoint <url>',
        'the emulator, with --environment emulated',
        '模拟器地址，与 --environment emulated 同用',
      ),
      option(
        '--markets <names>',
        'spot, swap or both with a comma; both when not given',
        'spot 现货、swap 永续，逗号分隔，不写为两者',
      ),
      option('--margin-mode <name>', 'cross or isolated', 'cross 全仓、isolated 逐仓'),
      option(
        '--leverage <number>',
        'of swaps; not given: as it is set at the exchange',
        '永续合约杠杆；不写则沿用交易所设置',
      ),
      option('--mode <name>', 'netting or hedging', 'netting 净持仓、hedging 双向持仓'),
      option('--currency <code>', 'what its money is counted in', '账户币种'),
      option('--name <text>', 'what people call it', '账户名称'),
      ...KEYS,
      ...REMOTE,
    ],
    load: async () => (await import('./account-exchange-command.ts')).runAccountAdd,
  },
  {
    call: 'account change <id>',
    does: bilingual(
      'change what a flat account at an exchange trades, and how',
      '修改交易所账户的市场、保证金模式、杠杆（须无持仓与委托）',
    ),
    options: [
      option('--markets <names>', 'spot, swap or both with a comma', 'spot 现货、swap 永续，逗号分隔'),
      option('--margin-mode <name>', 'cross or isolated', 'cross 全仓、isolated 逐仓'),
      option('--leverage <number>', 'of swaps; 0: as it is set at the exchange', '永续合约杠杆，0 表示沿用交易所设置'),
      ...REMOTE,
    ],
    load: async () => (await import('./account-terms-command.ts')).runAccountChange,
  },
  {
    call: 'account balances <id>',
    does: bilingual('ask the exchange what there is of each currency', '向交易所查询各币种余额'),
    options: REMOTE,
    load: async () => (await import('./account-terms-command.ts')).runAccountBalances,
  },
  {
    call: 'account credentials <id>',
    does: bilingual('give an account at an exchange other keys', '更换交易所账户的密钥'),
    options: [...KEYS, ...REMOTE],
    load: async () => (await import('./account-exchange-command.ts')).runAccountCredentials,
  },
  {
    call: 'account arm <id>',
    does: bilingual('let a live or sandbox account open positions', '允许实盘或沙盒账户开仓'),
    options: REMOTE,
    load: async () => (await import('./account-exchange-command.ts')).runAccountArm,
  },
  {
    call: 'account disarm <id>',
    does: bilingual('let an account open nothing more; closing and canceling go on', '不再允许开仓，仍可平仓与撤单'),
    options: REMOTE,
    load: async () => (await import('./account-exchange-command.ts')).runAccountDisarm,
  },
  {
    call: 'account remove <id>',
    does: bilingual('take a flat account out of service', '移除空仓且无委托的账户'),
    options: [
      option('--force <id>', 'the id again: whatever it still holds', '再次写出编号：即使仍有持仓或委托'),
      ...REMOTE,
    ],
    load: async () => (await import('./account-exchange-command.ts')).runAccountRemove,
  },
  {
    call: 'account differences <id>',
    does: bilingual('show where the exchange holds another position than the books', '查看与交易所不一致的持仓'),
    options: REMOTE,
    load: async () => (await import('./account-differences-command.ts')).runAccountDifferences,
  },
  {
    call: 'account adopt <id> <symbol>',
    does: bilingual('take over the position that the exchange holds', '按交易所持仓更正账面'),
    options: REMOTE,
    load: async () => (await import('./account-differences-command.ts')).runAccountAdopt,
  },
  {
    call: 'account ignore <id> <symbol>',
    does: bilingual('leave a difference as it is and let the symbol trade again', '忽略持仓差异，恢复该品种交易'),
    options: REMOTE,
    load: async () => (await import('./account-differences-command.ts')).runAccountIgnore,
  },
  {
    call: 'account unlatch <id> <source>',
    does: bilingual(
      'let a source trade again that was stopped for trading too often',
      '解除对某个信号来源的锁定（交易过于频繁时会被锁定）',
    ),
    options: REMOTE,
    load: async () => (await import('./account-command.ts')).runAccountUnlatch,
  },
];

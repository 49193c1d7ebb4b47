/** What a start says once it is ready: a line for programs, a page for people. */
import type { RunningServer } from '#app/start-server.ts';
import type { Bilingual } from '#app/config/bilingual.ts';
import { bilingual } from '#app/config/bilingual.ts';
import { moneySentences } from './money-notice.ts';

/** One JSON line. Key and secret are in it only when this start made them. */
export function readyLine({ url, first, desk }: RunningServer): string {
  return JSON.stringify({
    event: 'ready',
    url,
    ...(first.apiKey === undefined ? {} : { apiKey: first.apiKey }),
    ...(first.webhookId === undefined
      ? {}
      : {
          webhook: {
            id: first.webhookId,
            ...(first.webhookSecret === undefined ? {} : { secret: first.webhookSecret }),
            url: `${url}/hook/${first.webhookId}`,
          },
        }),
    account: desk.defaultAccount(),
  });
}

const LINES = {
  listens: bilingual('Signalbox listens on', '信号楼正在监听'),
  docs: bilingual('API page (any name, the key as password):', 'API 文档（用户名任意，密码填密钥）：'),
  halted: bilingual(
    'Trading is HALTED, as it was left. When you know why: npx signalbox resume',
    '交易处于暂停状态（沿用上次设置）。查明原因后恢复：npx signalbox resume',
  ),
  setupCode: bilingual(
    'One-time set-up code (15 minutes), for a page or program on this machine that wants a key:',
    '一次性设置码（15 分钟内有效），供本机页面或程序换取密钥：',
  ),
  apiKey: bilingual('API key, shown only now:', 'API 密钥（仅显示这一次）：'),
  first: bilingual('Send your first alert from another terminal:', '在另一个终端发送第一条信号：'),
  look: bilingual('and look at what became of it:', '然后查看结果：'),
  stop: bilingual('Ctrl-C stops it.', '按 Ctrl-C 停止。'),
} as const satisfies Record<string, Bilingual>;

/** A greeting with the first alert ready to paste, when this start made the webhook. */
export function greeting(server: RunningServer, language: 'en' | 'zh', dataOption = ''): string {
  const { url, first, setupCode, desk } = server;
  const say = (line: keyof typeof LINES): string => LINES[line][language];
  const commands = ['signal list', 'orders', 'positions', 'status'].map(
    (name) => `  npx signalbox ${name}${dataOption}`,
  );
  return [
    '',
    `${say('listens')} ${url}`,
    `${say('docs')} ${url}/docs`,
    ...moneySentences(desk.accounts()).map(({ text }) => text[language]),
    ...(desk.tradingState().server === 'halted' ? [say('halted')] : []),
    ...(setupCode === undefined ? [] : ['', `${say('setupCode')} ${setupCode.code}`]),
    ...(first.apiKey === undefined ? [] : ['', `${say('apiKey')} ${first.apiKey}`]),
    ...(first.webhookSecret === undefined ? [] : ['', say('first'), '', curl(server), '', say('look')]),
    '',
    ...commands,
    '',
    say('stop'),
  ].join('\n');
}

/** One line on purpose: a line that ends in a backslash is pasted wrongly too often. */
function curl({ url, first }: RunningServer): string {
  const body = `{"secret":"${first.webhookSecret}","action":"buy","symbol":"BTCUSDT","quantity":0.01}`;
  return `  curl -s ${url}/hook/${first.webhookId} -d '${body}'`;
}

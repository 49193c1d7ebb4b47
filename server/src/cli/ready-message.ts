/** What a start says once it is ready: a line for programs, a page for people. */
import type { RunningServer } from '#app/start-server.ts';

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

/** A greeting with the first alert ready to paste. */
export function greeting(server: RunningServer, language: 'en' | 'zh'): string {
  const lines = language === 'zh' ? chinese(server) : english(server);
  return `${lines.join('\n')}\n`;
}

function curl({ url, first }: RunningServer): string[] {
  const body = `{"secret":"${first.webhookSecret}","action":"buy","symbol":"BTCUSDT","quantity":0.01}`;
  return [`  curl -s ${url}/hook/${first.webhookId} -d '${body}'`];
}

function english(server: RunningServer): string[] {
  const { url, first, setupCode } = server;
  const lines = ['', `Signalbox listens on ${url}`, 'PAPER account, SIMULATED prices: nothing here is real money.', ''];
  if (setupCode !== undefined) lines.push(`One-time set-up code (15 minutes): ${setupCode.code}`, '');
  if (first.apiKey !== undefined) lines.push(`API key, shown only now: ${first.apiKey}`, '');
  if (first.webhookSecret === undefined) return [...lines, 'npx signalbox status   what is going on', ''];
  return [
    ...lines,
    'Send your first alert from another terminal:',
    '',
    ...curl(server),
    '',
    'and look at what became of it:',
    '',
    '  npx signalbox signal list',
    '  npx signalbox orders',
    '  npx signalbox positions',
    '',
  ];
}

function chinese(server: RunningServer): string[] {
  const { url, first, setupCode } = server;
  const lines = ['', `信号楼正在监听 ${url}`, '模拟账户，模拟行情：这里没有真实资金。', ''];
  if (setupCode !== undefined) lines.push(`一次性设置码（15 分钟内有效）：${setupCode.code}`, '');
  if (first.apiKey !== undefined) lines.push(`API 密钥（仅显示这一次）：${first.apiKey}`, '');
  if (first.webhookSecret === undefined) return [...lines, 'npx signalbox status   查看当前状态', ''];
  return [
    ...lines,
    '在另一个终端发送第一条信号：',
    '',
    ...curl(server),
    '',
    '然后查看结果：',
    '',
    '  npx signalbox signal list',
    '  npx signalbox orders',
    '  npx signalbox positions',
    '',
  ];
}

/** Which other orders a command of a signal canceled, changed or led to, in a few words. */
import { bilingual } from '#app/config/bilingual.ts';
import type { Terminal } from './terminal.ts';

const WORDS = {
  canceled: bilingual('canceled {orders}', '撤单 {orders}'),
  changed: bilingual('changed {orders}', '改单 {orders}'),
  made: bilingual('made {orders}', '新增 {orders}'),
} as const;
const WAYS = Object.keys(WORDS) as (keyof typeof WORDS)[];
const BESIDE = bilingual(' ({what})', '（{what}）');

interface Touched {
  readonly ticket: number;
  readonly how: string;
}

/** ` (canceled #3, #4; changed #7)`; nothing where there are none. */
export function touchedText(terminal: Terminal, touched: unknown): string {
  if (!Array.isArray(touched) || touched.length === 0) return '';
  const isChinese = terminal.language === 'zh';
  const parts = WAYS.flatMap((way) => {
    const tickets = (touched as readonly Touched[]).flatMap(({ how, ticket }) => (how === way ? `#${ticket}` : []));
    const orders = tickets.join(isChinese ? '、' : ', ');
    return tickets.length === 0 ? [] : terminal.text(WORDS[way], { orders });
  });
  return terminal.text(BESIDE, { what: parts.join(isChinese ? '；' : '; ') });
}

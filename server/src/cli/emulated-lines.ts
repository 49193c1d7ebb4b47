/** How far an order is that the server carries out by others, line by line. */
import { bilingual } from '#app/config/bilingual.ts';
import { plainNumber } from './instrument-book.ts';
import type { Terminal } from './terminal.ts';
import type { Order } from './wire-shapes.ts';
import { localTime, reasonText, word } from './words.ts';

const PARTS = {
  emulated: bilingual(
    'Emulated: the venue has no order of this kind; the server carries it out ({state}).',
    '模拟执行：交易所不支持此类委托，由服务器执行（{state}）。',
  ),
  children: bilingual(
    'Orders made: {count}, of which {open} may still fill. Filled {filled} of {quantity}.',
    '已生成子委托：{count} 笔，未完成 {open} 笔。已成交 {filled} / {quantity}。',
  ),
  trailing: bilingual('Trigger {trigger}; best price {best}.', '触发价 {trigger}，最优价 {best}。'),
  activation: bilingual('It follows from {price} on.', '到达 {price} 后开始跟踪。'),
  trigger: bilingual('Trigger {trigger}.', '触发价 {trigger}。'),
  triggered: bilingual('Triggered at {time}.', '已于 {time} 触发。'),
  visible: bilingual('It shows at most {quantity} at a time.', '每次最多显示 {quantity}。'),
  slices: bilingual(
    'Slices: {due} of {slices} were due, {skipped} left out.',
    '分片：共 {slices} 片，已到期 {due} 片，跳过 {skipped} 片。',
  ),
  until: bilingual('From {from} to {until}.', '时间：{from} 至 {until}。'),
  waits: bilingual('It waits: {reason}', '等待：{reason}'),
} as const;

/** Nothing for an order that its venue has. */
export function emulatedLines(terminal: Terminal, order: Order): string[] {
  const { emulated } = order;
  if (emulated === undefined) return [];
  const say = (part: keyof typeof PARTS, values: Readonly<Record<string, string>>): string =>
    terminal.text(PARTS[part], values);
  const lines = [
    say('emulated', { state: word(terminal, emulated.state) }),
    say('children', {
      count: String(emulated.children),
      open: String(emulated.openChildren.length),
      filled: order.filledQuantity,
      quantity: order.quantity,
    }),
    ...priceLines(emulated, say),
  ];
  const { visibleQuantity, slices, startedAt, endsAt, waitsFor } = emulated;
  if (visibleQuantity !== undefined) lines.push(say('visible', { quantity: visibleQuantity }));
  if (slices !== undefined) {
    const values = { due: String(emulated.slicesDue ?? 0), skipped: String(emulated.slicesSkipped ?? 0) };
    lines.push(say('slices', { slices: String(slices), ...values }));
  }
  if (startedAt !== undefined && endsAt !== undefined)
    lines.push(say('until', { from: localTime(startedAt), until: localTime(endsAt) }));
  if (waitsFor !== undefined) lines.push(say('waits', { reason: reasonText(terminal, waitsFor) }));
  return lines;
}

type Say = (part: keyof typeof PARTS, values: Readonly<Record<string, string>>) => string;

function priceLines(emulated: NonNullable<Order['emulated']>, say: Say): string[] {
  const { triggerPrice, bestPrice, activationPrice, triggeredAt } = emulated;
  const lines: string[] = [];
  if (triggeredAt !== undefined) lines.push(say('triggered', { time: localTime(triggeredAt) }));
  if (triggerPrice !== undefined && bestPrice !== undefined)
    lines.push(say('trailing', { trigger: plainNumber(triggerPrice), best: plainNumber(bestPrice) }));
  else if (triggerPrice !== undefined) lines.push(say('trigger', { trigger: plainNumber(triggerPrice) }));
  else if (activationPrice !== undefined) lines.push(say('activation', { price: plainNumber(activationPrice) }));
  return lines;
}

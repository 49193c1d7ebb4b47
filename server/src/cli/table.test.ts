import { describe, expect, it } from 'vitest';
import { displayWidth, renderFields, renderTable } from './table.ts';

describe('tables', () => {
  it('a Chinese character takes two columns', () => {
    expect(displayWidth('持仓 BTC')).toBe(8);
    expect(displayWidth('（止损）')).toBe(8);
    expect(displayWidth('✓ 0.01')).toBe(6);
  });

  it('columns line up whatever the language, numbers to the right', () => {
    const lines = renderTable(
      [{ title: '品种' }, { title: '数量', align: 'right' }, { title: 'ID' }],
      [
        ['BTCUSDT', '0.01', 'a'],
        ['黄金', '12.5', 'b'],
      ],
    );
    expect(lines).toEqual(['品种     数量  ID', 'BTCUSDT  0.01  a', '黄金     12.5  b']);
  });

  it('a column with nothing in it is left out, and so is a field', () => {
    expect(renderTable([{ title: 'A' }, { title: 'B' }], [['1', '']])).toEqual(['A', '1']);
    expect(
      renderFields([
        ['long label', 'x'],
        ['none', ''],
        ['短', 'y'],
      ]),
    ).toEqual(['long label  x', '短          y']);
  });

  it('what a stranger wrote stays on its line and moves no cursor', () => {
    expect(renderTable([{ title: 'T' }], [['a\nb\u{1b}[2J\u{202e}']])).toEqual(['T', 'a\\nb\\u{1b}[2J\\u{202e}']);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { capabilityTable } from './capability-table.ts';

const GUIDES = new URL('../../../../../docs/guides/', import.meta.url);

describe('the table of what each exchange takes', () => {
  it.each(['exchanges.md', 'exchanges.zh-CN.md'])('stands in %s as the code has it', async (file) => {
    expect(readFileSync(new URL(file, GUIDES), 'utf8')).toContain(await capabilityTable());
  });

  it('has a limit order everywhere and a market order that sells', async () => {
    const rows = (await capabilityTable()).trimEnd().split('\n').slice(2);
    expect(rows).toHaveLength(16);
    for (const row of rows) {
      const [, , market, limit] = row.split(' | ');
      expect([market, limit]).not.toContain('–');
    }
  });
});

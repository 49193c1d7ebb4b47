/** What tables of accounts and positions say of funding: what was received for perpetuals, less what was paid. */
import { describe, expect, it } from 'vitest';
import { fill, type Language } from '#app/config/bilingual.ts';
import { makeAccount } from '../../test/api/fake-desk.ts';
import { accountTable, fundingLines } from './account-table.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import type { Account } from './wire-shapes.ts';

const inLanguage = (language: Language): Terminal => ({
  ...createTerminal(false),
  language,
  text: (text, values = {}) => fill(text, values)[language],
});
const ENGLISH = inLanguage('en');
const account = (id: string, more: object = {}): Account => makeAccount({ id, ...more }) as Account;

describe('the funding of an account', () => {
  it('has a column of its own where an exchange tells it, and none else', () => {
    const [titles, paper, exchange] = accountTable(ENGLISH, [account('paper'), account('bin', { funding: '-1.2345' })]);
    expect(titles).toMatch(/FEES +FUNDING +CURRENCY/);
    expect(exchange).toMatch(/ 1\.25 +-1\.23 +USD/);
    expect(paper).toMatch(/ 1\.25 +USD/);
    expect(accountTable(inLanguage('zh'), [account('bin', { funding: '0' })])[0]).toContain('资金费');
    expect(accountTable(ENGLISH, [account('paper')])[0]).not.toContain('FUNDING');
  });

  it('that nobody tells is called so, and is no zero', () => {
    const unknown = account('mex', { funding: null });
    expect(accountTable(ENGLISH, [unknown])[1]).toMatch(/ 1\.25 +not listed +USD/);
    expect(accountTable(inLanguage('zh'), [unknown])[1]).toContain('未提供');
    const positions = [{ account: 'mex', fundingRate: '0.0001' }];
    expect(fundingLines(ENGLISH, [unknown], positions)).toEqual([
      'mex: the exchange does not list funding: what was paid is not known, and comes in the adjustments of the balance',
    ]);
    expect(fundingLines(inLanguage('zh'), [unknown], positions)[0]).toContain('未知');
  });

  it('is said below positions in perpetuals, of the accounts that hold them', () => {
    const accounts = [account('bin', { funding: '-1.2345' }), account('okx', { funding: '2' }), account('paper')];
    const positions = [
      { account: 'bin', fundingRate: '0.0001' },
      { account: 'bin', fundingRate: '0.0002' },
      { account: 'paper', fundingRate: '0.0001' },
      { account: 'okx' },
    ];
    expect(fundingLines(ENGLISH, accounts, positions)).toEqual(['bin: funding so far -1.23 USD (received less paid)']);
    expect(fundingLines(inLanguage('zh'), accounts, positions)).toEqual(['bin：累计资金费 -1.23 USD（收入减支出）']);
    expect(fundingLines(ENGLISH, accounts, [])).toEqual([]);
  });
});

describe('an account that is not up', () => {
  const exchange = { name: 'kucoin', markets: ['spot'], marginMode: 'cross' };
  const nothing = { balance: '0', equity: '0', available: '0', realizedPnl: '0', fees: '0', reconciled: false };

  it('trades nothing, and its money is no zero while nobody told of any', () => {
    const [, row] = accountTable(ENGLISH, [account('kuc', { exchange, ...nothing })]);
    expect(row).toMatch(/^kuc +\S+ +NOT UP +USD/);
    expect(accountTable(inLanguage('zh'), [account('kuc', { exchange, ...nothing })])[1]).toContain('未就绪');
  });

  it('keeps the money of its books, and a halt is still a halt', () => {
    const known = account('kuc', {
      exchange,
      reconciled: false,
      balance: '12',
      equity: '12.5',
      tradingState: 'halted',
    });
    expect(accountTable(ENGLISH, [known])[1]).toMatch(/^kuc +\S+ +HALTED +12\.50/);
  });
});

/** What the doctor says of an account: sentences in both languages, and nothing that a program calls it by. */
import { describe, expect, it } from 'vitest';
import type { AccountCheck } from '../wire-shapes.ts';
import { findingOf } from './account-check.ts';

const said = (check: AccountCheck) => findingOf(check).message;

describe('a finding at an account', () => {
  it('is told in words', () => {
    const values = { trade: 'true', withdraw: 'false', ipRestricted: 'false' };
    expect(said({ name: 'permissions', status: 'ok', values })).toEqual({
      en: 'what the key may do: trade yes · withdraw no · bound to addresses no',
      zh: '密钥权限：交易 是 · 提币 否 · 绑定 IP 否',
    });
    expect(
      said({ name: 'margin', status: 'ok', values: { marginMode: 'cross', leverage: '5', positions: '0' } }).zh,
    ).toBe('保证金模式与杠杆：全仓 · 杠杆 5 · 持仓 0');
    expect(said({ name: 'clock', status: 'ok', values: { offsetMs: '-3', uncertaintyMs: '2' } })).toEqual({
      en: 'clock against the exchange: -3 ms off · known to 2 ms',
      zh: '与交易所的时钟偏差：相差 -3 毫秒 · 误差 2 毫秒',
    });
  });

  it('of which nothing was looked at is not called well', () => {
    expect(findingOf({ name: 'credentials', status: 'skipped', values: {} })).toMatchObject({
      health: 'skip',
      message: { en: 'keys: not looked at', zh: '密钥：未检查' },
    });
  });

  it('leaves to the advice what the advice says', () => {
    const finding = findingOf({
      ...{ name: 'reachability', status: 'failed', code: 'VENUE_UNREACHABLE' },
      values: { account: 'main', detail: 'the venue did not answer; it is tried again in 40 s' },
    });
    expect(finding.message.zh).toBe('连接交易所');
    expect(finding.advice?.zh).toContain('交易所无应答，40 秒后重试');
  });
});

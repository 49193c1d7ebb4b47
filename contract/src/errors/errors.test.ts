import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedFile } from '../generated-file.ts';
import { fillTemplate, placeholdersOf } from './definition.ts';
import { ERROR_AREAS, ERROR_CODES, findError, renderError, statusOf, wasNeverSent } from './registry.ts';
import { RETIRED_CODES } from './retired.ts';

const CHINESE = /[\u4e00-\u9fff]/;

describe('the registry of error codes', () => {
  it.each(ERROR_CODES.map((error) => [error.code, error] as const))(
    '%s speaks both languages about the same values',
    (code, error) => {
      expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
      expect(error.zh).toMatch(CHINESE);
      expect(error.en).not.toMatch(CHINESE);
      expect(placeholdersOf(error.zh)).toEqual(placeholdersOf(error.en));
      expect(error.status === 200 || error.status === 202 || (error.status >= 400 && error.status <= 599)).toBe(true);
      expect(error.en).not.toMatch(/\{\{/);
    },
  );

  it('holds each code once and sorted within its area', () => {
    const all = Object.values(ERROR_AREAS).flatMap((area) => Object.keys(area));
    expect(new Set(all).size).toBe(all.length);
    expect(ERROR_CODES).toHaveLength(all.length);
    for (const area of Object.values(ERROR_AREAS)) {
      const codes = Object.keys(area);
      expect(codes).toEqual(codes.toSorted());
    }
  });

  it('never uses a retired code again', () => {
    expect(Object.keys(RETIRED_CODES).filter((code) => findError(code) !== undefined)).toEqual([]);
  });

  it('is documented whole, and every code ever documented is still here or retired', () => {
    const documented = readFileSync(generatedFile('errors.md'), 'utf8');
    const codes = [...documented.matchAll(/^\| `([A-Z0-9_]+)`/gm)].map((match) => match[1]!);
    expect(codes).toEqual(ERROR_CODES.map((error) => error.code));
  });
});

describe('a code of an order that was refused', () => {
  it('tells whether the venue ever had it', () => {
    for (const code of ['VENUE_LACKS_ORDER_TYPE', 'VENUE_STOP_PASSED', 'REQUEST_NOT_CONNECTED', 'SYMBOL_UNKNOWN'])
      expect(wasNeverSent(code), code).toBe(true);
    for (const code of [
      'VENUE_REJECTED',
      'VENUE_RATE_LIMITED',
      'VENUE_IN_MAINTENANCE',
      'VENUE_MARKET_CLOSED',
      'NO_SUCH_CODE',
    ])
      expect(wasNeverSent(code), code).toBe(false);
  });
});

describe('a rendered message', () => {
  it('fills in its values in the reader’s language', () => {
    const values = { quantity: '3', maximum: '2' };
    expect(renderError('QUANTITY_ABOVE_MAXIMUM', values, 'en')).toContain('3 is above the maximum of 2');
    expect(renderError('QUANTITY_ABOVE_MAXIMUM', values, 'zh')).toContain('数量 3 超过上限 2');
  });

  it('says the words of the wire in the reader’s language too', () => {
    expect(renderError('ORDER_NOT_AMENDABLE', { status: 'filled' }, 'zh')).toContain('全部成交');
    expect(renderError('ORDER_NOT_AMENDABLE', { status: 'filled' }, 'en')).toContain('filled');
    const values = { field: 'tps', expected: 'at most 8' };
    expect(renderError('SIGNAL_FIELD_INVALID', values, 'zh')).toContain('应为 至多 8');
    expect(renderError('SIGNAL_FIELD_INVALID', values, 'en')).toContain('at most 8');
  });

  it('leaves an optional part out when its value is not there', () => {
    expect(fillTemplate('No field "{field}"[; did you mean "{nearest}"?]. Stop.', { field: 'a' })).toBe(
      'No field "a". Stop.',
    );
    expect(fillTemplate('No field "{field}"[; did you mean "{nearest}"?]. Stop.', { field: 'a', nearest: 'b' })).toBe(
      'No field "a"; did you mean "b"?. Stop.',
    );
  });

  it('is a whole sentence with all of its optional parts and with none', () => {
    const least = { field: 'quantity' };
    expect(renderError('SIGNAL_FIELD_INVALID', least, 'en')).toBe(
      'The value of the field "quantity" is not valid. Correct the alert text.',
    );
    expect(renderError('SIGNAL_FIELD_INVALID', { ...least, value: '0', expected: 'more' }, 'en')).toBe(
      'The value "0" of the field "quantity" is not valid; expected more. Correct the alert text.',
    );
  });

  it('says what was expected of a field in the reader’s language', () => {
    const said = (problem: string) => renderError('BODY_FIELD_INVALID', { field: 'quantity', problem }, 'zh');
    expect(said('expected more than 0')).toBe('字段 "quantity" 无效：应大于 0。请更正后重新发送。');
    expect(said('it goes only with the type limit, oco')).toContain('仅用于类型 limit, oco');
  });

  it('speaks of open orders only where there are any', () => {
    const values = { symbol: 'ETHUSDT', position: '0', quantity: '0.05' };
    expect(renderError('SHORT_NOT_ALLOWED', values, 'en')).toMatch(/Sell at most what is held\.$/);
    expect(renderError('SHORT_NOT_ALLOWED', { ...values, resting: '2' }, 'en')).toMatch(
      /less the 2 that open orders sell/,
    );
    expect(renderError('SHORT_NOT_ALLOWED', values, 'zh')).not.toContain('挂单');
  });

  it('does not read a value as a template', () => {
    expect(fillTemplate('{a} and {b}', { a: '{b}', b: '$&' })).toBe('{b} and $&');
  });

  it('shows a code nobody registered as it is, as a fault of the server', () => {
    expect(renderError('NO_SUCH_CODE', {}, 'en')).toBe('NO_SUCH_CODE');
    expect(statusOf('NO_SUCH_CODE')).toBe(500);
    expect(statusOf('SYMBOL_UNKNOWN')).toBe(422);
  });
});

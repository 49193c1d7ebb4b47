import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { fieldNames, foldName } from './field-names.ts';
import { FieldReader } from './field-reader.ts';
import { SignalRefusal } from './signal-refusal.ts';
import { isJsonObject } from './json-value.ts';
import { readStrictJson } from './strict-json.ts';

const A = fieldNames('a');
const B = fieldNames('b');
const C = fieldNames('c');
const A_OR_B = fieldNames('a b');
const QTY = fieldNames('qty');
const STOP_LOSS = fieldNames('stop_loss');
const SL = fieldNames('sl stop_loss');

function reader(text: string): FieldReader {
  const outcome = readStrictJson(text);
  if (outcome.kind !== 'json' || !isJsonObject(outcome.value)) throw new Error(`not an object: ${text}`);
  return new FieldReader(outcome.value);
}

function refusalOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof SignalRefusal) return `${fault.error.code} ${fault.error.values['field'] ?? ''}`;
    throw fault;
  }
}

describe('names', () => {
  it.each(['stopLoss', 'stop_loss', 'STOP-LOSS', 'Stop Loss', 'stop.loss'])('%s is stop_loss', (name) => {
    expect(reader(`{"${name}":1}`).decimal(STOP_LOSS)).toBe(decimal('1'));
  });

  it('takes synonyms that say the same in another form, and names both when they do not', () => {
    expect(reader('{"sl":"1.50","stop_loss":1.5}').decimal(SL)).toBe(decimal('1.5'));
    expect(() => reader('{"sl":1,"Stop_Loss":2}').decimal(SL)).toThrow(SignalRefusal);
    expect(refusalOf(() => reader('{"Qty":1,"qty":2}').decimal(QTY))).toBe('SIGNAL_FIELD_CONFLICT Qty');
  });

  it('lists what nobody asked for, nested fields with their path', () => {
    const fields = reader('{"a":1,"b":{"c":2,"d":3},"e":null,"f":[1]}');
    fields.decimal(A);
    fields.object(B)?.decimal(C);
    expect(fields.ignored()).toEqual(['e', 'f', 'b.d']);
  });
});

describe('the names asked for', () => {
  it('take no new one once an object was read, for the reader of that object could not see it', () => {
    expect(reader('{"late":1}').has(A)).toBe(false);
    expect(() => fieldNames('late')).toThrow('late');
    expect(fieldNames('A').slots).toEqual(A.slots);
  });

  it('are found exactly where the name folds to the same', () => {
    const name = fc.string({ unit: fc.constantFrom(...'stop_lossSTOPLOSS-. \tſK1'), maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(name, fc.constantFrom('ſtop_loss', 'stop\tloss', 'STOP.LOSS', 'stop\u00a0loss')), (key) => {
        expect(reader(JSON.stringify({ [key]: 1 })).has(STOP_LOSS)).toBe(foldName(key) === 'stoploss');
      }),
      { numRuns: 1000 },
    );
  });

  it('are found beside any number of others, each in the order of the names', () => {
    const others = Array.from({ length: 500 }, (_, index) => `"other${index}":${index}`).join(',');
    const fields = reader(`{${others},"b":"2","a":null,"A":"1"}`);
    expect(fields.peek(A_OR_B)).toBeNull();
    expect(fields.firstOf(A_OR_B)).toBe('a');
    expect(fields.text(A)).toBe('1');
    expect(refusalOf(() => fields.text(A_OR_B))).toBe('SIGNAL_FIELD_CONFLICT A');
    expect(fields.has(C)).toBe(false);
  });
});

describe('numbers', () => {
  it.each([
    ['1', '1'],
    ['"1"', '1'],
    ['" 1.50 "', '1.5'],
    ['0', '0'],
    ['"0"', '0'],
    ['"3350.5 * 0.99"', '3316.995'],
    ['-1', '-1'],
  ])('%s', (value, expected) => {
    expect(reader(`{"a":${value}}`).decimal(A)).toBe(decimal(expected));
  });

  it.each(['"12abc"', '"1,000"', '"NaN"', '""', '" "', 'true', '[]', '{}', '"50%"', '1e400'])('refuses %s', (value) => {
    expect(refusalOf(() => reader(`{"a":${value}}`).decimal(A))).toBe('SIGNAL_NUMBER_INVALID a');
  });

  it('takes null and an absent field for not sent', () => {
    expect(reader('{"a":null}').decimal(A_OR_B)).toBeUndefined();
  });

  it('keeps zero where zero is allowed and refuses it where it is not', () => {
    expect(reader('{"a":0}').unsignedDecimal(A)).toBe(0n);
    expect(refusalOf(() => reader('{"a":-1}').unsignedDecimal(A))).toBe('SIGNAL_FIELD_INVALID a');
    expect(refusalOf(() => reader('{"a":0}').positiveDecimal(A))).toBe('SIGNAL_FIELD_INVALID a');
  });
});

describe('booleans', () => {
  it.each([
    ['true', true],
    ['"true"', true],
    ['"True"', true],
    ['1', true],
    ['"1"', true],
    ['"yes"', true],
    ['false', false],
    ['"False"', false],
    ['0', false],
    ['"0"', false],
    ['"no"', false],
    ['null', undefined],
    ['""', undefined],
  ])('%s is %s', (value, expected) => {
    expect(reader(`{"a":${value}}`).boolean(A)).toBe(expected);
  });

  it.each(['"maybe"', '2', '"on"', '[]', '{}'])('refuses %s', (value) => {
    expect(refusalOf(() => reader(`{"a":${value}}`).boolean(A))).toBe('SIGNAL_FIELD_INVALID a');
  });
});

describe('texts and times', () => {
  it('trims, keeps the text of a number, and takes an empty text for not sent', () => {
    expect(reader('{"a":" x "}').text(A)).toBe('x');
    expect(reader('{"a":1.50}').text(A)).toBe('1.50');
    expect(reader('{"a":"  "}').text(A)).toBeUndefined();
  });

  it('refuses a text that is too long or none', () => {
    expect(refusalOf(() => reader(`{"a":"${'x'.repeat(257)}"}`).text(A))).toBe('SIGNAL_FIELD_INVALID a');
    expect(refusalOf(() => reader('{"a":true}').text(A))).toBe('SIGNAL_FIELD_INVALID a');
  });

  it.each([
    ['"2026-11-20T10:00:00Z"', '2026-11-20T10:00:00.000Z'],
    ['"2026-11-20T10:00:00"', '2026-11-20T10:00:00.000Z'],
    ['"2026-11-20 10:00"', '2026-11-20T10:00:00.000Z'],
    ['"2026-11-20T18:00:00+08:00"', '2026-11-20T10:00:00.000Z'],
    ['"2026-11-20T05:00:00.5-0500"', '2026-11-20T10:00:00.500Z'],
    ['"2024-02-29"', '2024-02-29T00:00:00.000Z'],
    ['1763632800', '2025-11-20T10:00:00.000Z'],
    ['1763632800.25', '2025-11-20T10:00:00.250Z'],
    ['"1763632800123"', '2025-11-20T10:00:00.123Z'],
  ])('%s is %s', (value, expected) => {
    expect(new Date(reader(`{"a":${value}}`).time(A) ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each([
    '"yesterday"',
    '"2026-13-01"',
    '"2026-02-30"',
    '"2026-11-20T24:00:00Z"',
    '"2026-11-20T10:60:00Z"',
    '"10:00"',
    '5',
    '-1',
    '"2026-11-20T10:00:00+25:00"',
    '17636328001234567',
    '1e12',
    '"20.11.2026"',
  ])('refuses the time %s', (value) => {
    expect(refusalOf(() => reader(`{"a":${value}}`).time(A))).toBe('SIGNAL_FIELD_INVALID a');
  });
});

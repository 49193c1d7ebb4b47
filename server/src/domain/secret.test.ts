import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { serialize } from 'node:v8';
import { format, inspect } from 'node:util';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Secret, secret } from './secret.ts';

const CANARY = 'canary-7f3a9c51-hunter2';
const hidden = secret(CANARY);
const holder = { user: 'anna', password: hidden, nested: { list: [hidden], map: new Map([['key', hidden]]) } };

function collect(): { readonly stream: Writable; text(): string } {
  let written = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  return { stream, text: () => written };
}

describe('a secret', () => {
  it('gives its value to who asks for it by name', () => {
    expect(hidden.reveal()).toBe(CANARY);
    expect(new Secret(new Uint8Array([1, 2])).reveal()).toEqual(new Uint8Array([1, 2]));
  });

  it('is masked in every way of making text of it', () => {
    const texts: Readonly<Record<string, string>> = {
      template: `${hidden as unknown as string}`,
      concatenation: 'password ' + (hidden as unknown as string),
      string: String(hidden),
      locale: hidden.toLocaleString(),
      json: JSON.stringify(hidden),
      joined: [hidden, hidden].join(' '),
      error: new Error(`login with ${hidden as unknown as string} failed`).message,
    };
    for (const [way, text] of Object.entries(texts)) {
      expect(text, way).toContain('***');
      expect(text, way).not.toContain(CANARY);
    }
    expect(Number(hidden)).toBeNaN();
  });

  it('is masked inside of what holds it', () => {
    const texts: Readonly<Record<string, string>> = {
      json: JSON.stringify(holder),
      inspect: inspect(holder, { depth: 9 }),
      inspectEverything: inspect(holder, { depth: 9, showHidden: true, getters: true, showProxy: true }),
      cause: inspect(new Error('refused', { cause: { hidden } })),
    };
    for (const [way, text] of Object.entries(texts)) {
      expect(text, way).toContain('***');
      expect(text, way).not.toContain(CANARY);
    }
  });

  it('is masked when inspection does not ask it', () => {
    expect(inspect(holder, { depth: 9, customInspect: false, showHidden: true })).not.toContain(CANARY);
  });

  it.each(['%s', '%j', '%o', '%O', '%d'])('is masked by the placeholder %s', (placeholder) => {
    expect(format(placeholder, hidden)).not.toContain(CANARY);
    expect(format(placeholder, holder)).not.toContain(CANARY);
  });

  it('is masked by the console', () => {
    const out = collect();
    const printer = new Console({ stdout: out.stream, stderr: out.stream });
    printer.log(hidden, holder);
    printer.error('%s %o', hidden, holder);
    printer.dir(holder, { depth: null, showHidden: true });
    printer.table([{ hidden }]);
    expect(out.text()).toContain('***');
    expect(out.text()).not.toContain(CANARY);
  });

  it('is masked by a plain pino logger', () => {
    const out = collect();
    const logger = pino({ level: 'trace' }, out.stream);
    logger.info({ hidden, holder }, 'login %s', hidden);
    logger.child({ hidden }).error(new Error('refused', { cause: holder }));
    expect(out.text()).toContain('***');
    expect(out.text()).not.toContain(CANARY);
  });

  it('has nothing to copy: spread, keys, clone and serialization find no value', () => {
    expect(Object.keys(hidden)).toEqual([]);
    expect(Reflect.ownKeys(hidden)).toEqual([]);
    expect(JSON.stringify({ ...hidden })).toBe('{}');
    expect(inspect(structuredClone(holder), { depth: 9 })).not.toContain(CANARY);
    expect(serialize(holder).toString('latin1')).not.toContain(CANARY);
    expect(serialize(holder).toString('utf16le')).not.toContain(CANARY);
  });

  it('can not be given a different look, or a property that tells', () => {
    expect(Object.isFrozen(hidden)).toBe(true);
    expect(() => Object.assign(hidden, { value: 1 })).toThrow(TypeError);
  });
});

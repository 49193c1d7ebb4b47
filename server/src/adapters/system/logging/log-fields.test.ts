import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPermittedField } from './log-fields.ts';

const SOURCE = join(import.meta.dirname, '..', '..', '..');
const CALL = /\b(?:logger|log)\.(?:debug|info|warn|error|child)\(\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}/g;
const NAME = /(?:^|,)\s*(\w+)\s*(?=[:,]|$)/g;

/** Names of the fields that the server's own code hands to a logger, with the file that does. */
function loggedFields(): readonly string[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test)\.ts$/.test(file),
  );
  return files.flatMap((file) =>
    [...readFileSync(join(SOURCE, file), 'utf8').matchAll(CALL)].flatMap(([, fields = '']) => {
      const flat = fields.replaceAll(/\{[^{}]*\}|\([^()]*\)|`[^`]*`|'[^']*'/g, '');
      return [...flat.matchAll(NAME)].map(([, name]) => `${file}: ${name}`);
    }),
  );
}

describe('the fields that the server logs', () => {
  it('are all permitted, so that no line of ours comes out empty', () => {
    const logged = loggedFields();
    expect(logged.length).toBeGreaterThan(5);
    expect(logged.filter((field) => !isPermittedField(field.split(': ')[1] ?? ''))).toEqual([]);
  });

  it('include those of the events and requests of orders, but for the free text of who sent the signal', () => {
    const sources = ['engine/events.ts', 'domain/order.ts'].map((file) => readFileSync(join(SOURCE, file), 'utf8'));
    const names = sources.flatMap((source) => [...source.matchAll(/readonly (\w+)\??:/g)].map(([, name = '']) => name));
    expect(names.length).toBeGreaterThan(60);
    expect(new Set(names.filter((name) => !isPermittedField(name)))).toEqual(new Set(['comment', 'note', 'tag']));
  });

  it('are not those that name a secret', () => {
    const secrets = [
      'password',
      'token',
      'secret',
      'apiKey',
      'authorization',
      'cookie',
      'headers',
      'body',
      'key',
      'query',
    ];
    expect(secrets.filter(isPermittedField)).toEqual([]);
  });
});

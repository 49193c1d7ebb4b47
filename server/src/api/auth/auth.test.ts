import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashSecret } from '#runtime/webhook-registry.ts';
import { MemoryStore } from '../../../test/api/memory-store.ts';
import { createCountingIds, HandClock } from '../../../test/api/test-world.ts';
import { addressGroup, createAddressList, isAddressOrRange, isLoopback, normalizeAddress } from './address-list.ts';
import { createApiKeyRegistry, scopeIncludes } from './api-keys.ts';
import { createClientAddressReader } from './client-address.ts';
import { cutSecret, findSecret } from './credential-text.ts';
import { createFailureLimiter } from './failure-limiter.ts';
import { matchesSecret } from './secret-check.ts';
import { createSetupCode } from './setup-code.ts';

describe('an address list', () => {
  it.each([
    ['10.0.0.0/8', '10.255.1.2', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.70', false],
    ['2001:db8::/32', '2001:db8:1::5', true],
    ['2001:db8::/32', '10.0.0.1', false],
    ['::/0', '10.0.0.1', false],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['nonsense', '10.0.0.1', false],
    ['10.0.0.0/33', '10.0.0.1', false],
    ['10.0.0.0/8', 'nonsense', false],
    ['10.0.0.0/8', '0x0a.1.2.3', false],
    ['10.0.0.0/8', '010.1.2.3', false],
  ])('%s and %s: %s', (entry, address, expected) => {
    expect(createAddressList([entry]).includes(address)).toBe(expected);
  });

  it('knows what is an entry', () => {
    expect(['10.0.0.1', '10.0.0.0/8', '::1', 'fe80::/10'].every(isAddressOrRange)).toBe(true);
    expect(['', '10.0.0', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/8/8', 'localhost'].some(isAddressOrRange)).toBe(false);
  });

  it('normalizes and groups addresses', () => {
    expect(normalizeAddress('::ffff:203.0.113.9')).toBe('203.0.113.9');
    expect(normalizeAddress('fe80::1%eth0')).toBe('fe80::1');
    expect(normalizeAddress('203.0.113.9, 10.0.0.1')).toBeUndefined();
    expect(addressGroup('2001:db8:0:1::5')).toBe(addressGroup('2001:db8:0:1:ffff::9'));
    expect(addressGroup('2001:db8:0:1::5')).not.toBe(addressGroup('2001:db8:0:2::5'));
    expect([
      isLoopback('127.0.0.1'),
      isLoopback('::1'),
      isLoopback('::ffff:127.9.9.9'),
      isLoopback('10.0.0.1'),
    ]).toEqual([true, true, true, false]);
  });
});

function requestFrom(peer: string, headers: Record<string, string> = {}): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: peer });
  const request = new IncomingMessage(socket);
  Object.assign(request.headers, headers);
  return request;
}

describe('the address of a client', () => {
  const trusted = ['127.0.0.1', '10.0.0.0/8'];
  const read = (peer: string, headers?: Record<string, string>) =>
    createClientAddressReader(() => trusted).read(requestFrom(peer, headers)).address;
  const forwarded = (value: string) => ({ 'x-forwarded-for': value });

  it.each([
    ['an untrusted peer is itself, whatever it claims', '203.0.113.9', '52.89.214.238', '203.0.113.9'],
    ['a trusted proxy names its client', '10.0.0.1', '198.51.100.4', '198.51.100.4'],
    [
      'the right-most untrusted address wins over what the client wrote',
      '10.0.0.1',
      '52.89.214.238, 198.51.100.4',
      '198.51.100.4',
    ],
    [
      'trusted proxies in the chain are walked through',
      '10.0.0.1',
      '52.89.214.238, 198.51.100.4, 10.0.0.7',
      '198.51.100.4',
    ],
    ['a mapped peer is the v4 proxy it is', '::ffff:10.0.0.1', '198.51.100.4', '198.51.100.4'],
    ['a mapped client is the v4 client it is', '10.0.0.1', '::ffff:198.51.100.4', '198.51.100.4'],
    ['a port is dropped', '10.0.0.1', '198.51.100.4:5123', '198.51.100.4'],
    ['a bracketed v6 address is read', '10.0.0.1', '[2001:db8::7]:443', '2001:db8::7'],
    ['nothing left of an unreadable entry is believed', '10.0.0.1', '52.89.214.238, bogus', '10.0.0.1'],
    ['an empty header says nothing', '10.0.0.1', '', '10.0.0.1'],
    ['a chain of proxies only ends at its first', '10.0.0.1', '10.0.0.2, 10.0.0.3', '10.0.0.2'],
  ])('%s', (_name, peer, header, expected) => {
    expect(read(peer, forwarded(header))).toBe(expected);
  });

  it('is not changed by any other header', () => {
    for (const header of ['forwarded', 'x-real-ip', 'x-client-ip', 'cf-connecting-ip', 'true-client-ip']) {
      expect(read('10.0.0.1', { [header]: '52.89.214.238' })).toBe('10.0.0.1');
      expect(read('203.0.113.9', { [header]: '52.89.214.238' })).toBe('203.0.113.9');
    }
  });

  it('of an untrusted peer is its own, for any header at all', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(read('203.0.113.9', forwarded(header))).toBe('203.0.113.9');
      }),
    );
  });

  it('is local only when nothing claims to be forwarded; claims of the untrusted are counted', () => {
    const reader = createClientAddressReader(() => []);
    expect(reader.read(requestFrom('127.0.0.1')).isLocal).toBe(true);
    expect(reader.read(requestFrom('::1')).isLocal).toBe(true);
    expect(reader.read(requestFrom('10.0.0.1')).isLocal).toBe(false);
    expect(reader.read(requestFrom('127.0.0.1', forwarded('127.0.0.1'))).isLocal).toBe(false);
    expect(reader.forgedCount()).toBe(1);
    expect(
      createClientAddressReader(() => ['127.0.0.1']).read(requestFrom('127.0.0.1', forwarded('::1'))).isLocal,
    ).toBe(false);
  });
});

describe('a secret', () => {
  const secret = createCountingIds().secret();
  const hashes = [hashSecret('other'), hashSecret(secret)];

  it('matches one of its hashes, and an unknown door never', () => {
    expect(matchesSecret(hashes, secret)).toBe(true);
    expect(matchesSecret(hashes, `${secret} `)).toBe(false);
    expect(matchesSecret([], secret)).toBe(false);
    expect(matchesSecret(undefined, secret)).toBe(false);
    expect(matchesSecret(['not hex'], secret)).toBe(false);
  });

  it('is found in a text that can not be read, in linear time', () => {
    expect(findSecret(`{"secret":"${secret}", oops`, hashes)).toBe(secret);
    expect(findSecret(`x,${secret}\n`, hashes)).toBe(secret);
    expect(findSecret(`x${secret}`, hashes)).toBeUndefined();
    expect(findSecret(`${'a'.repeat(43)} `.repeat(1400), hashes)).toBeUndefined();
  });

  it('is gone from a text after it was cut, however it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(secret), fc.string()), { maxLength: 8 }), (parts) => {
        expect(cutSecret(parts.join(' '), secret).text).not.toContain(secret);
        const json = JSON.stringify({ parts }).replaceAll(
          secret.slice(0, 1),
          `\\u${secret.charCodeAt(0).toString(16).padStart(4, '0')}`,
        );
        expect(cutSecret(json, secret).text).not.toContain(secret.slice(1));
      }),
      { numRuns: 300 },
    );
  });

  it('is cut in one pass, also from a text made to be slow', () => {
    // Escaped quotes without end: to start over at each of them would not end within the time a test has.
    const hostile = `"${'\\"'.repeat(1_000_000)}`;
    expect(cutSecret(hostile + secret, secret)).toEqual({ text: `${hostile}***`, count: 1 });
  });

  it('leaves the rest of the text as it was', () => {
    expect(cutSecret(`a "\\n" ${secret} b`, secret)).toEqual({ text: 'a "\\n" *** b', count: 1 });
    expect(cutSecret('nothing', secret)).toEqual({ text: 'nothing', count: 0 });
  });
});

describe('failures', () => {
  it('are counted by address and forgotten after a while', () => {
    const clock = new HandClock();
    const limiter = createFailureLimiter(clock);
    for (let count = 0; count < 30; count += 1) expect(limiter.countFailure('203.0.113.9')).toBe(0);
    expect(limiter.countFailure('203.0.113.9')).toBeGreaterThan(0);
    expect(limiter.waitSeconds('203.0.113.9')).toBe(60);
    expect(limiter.countFailure('203.0.113.10')).toBe(0);
    clock.advance(60_000);
    expect(limiter.waitSeconds('203.0.113.9')).toBe(0);
    expect(limiter.countFailure('203.0.113.9')).toBe(0);
  });

  it('of one IPv6 network count together', () => {
    const limiter = createFailureLimiter(new HandClock());
    for (let count = 0; count < 30; count += 1) limiter.countFailure(`2001:db8::${count.toString(16)}`);
    expect(limiter.countFailure('2001:db8::ffff')).toBeGreaterThan(0);
  });
});

describe('the API keys', () => {
  const open = async (store = new MemoryStore(), clock = new HandClock()) => {
    const registry = await createApiKeyRegistry({ store, ids: createCountingIds(), clock });
    return { store, clock, registry };
  };

  it('are verified by their secret, kept as a hash, and found again after a restart', async () => {
    const { store, registry } = await open();
    const { key, token } = await registry.create({ name: 'page', scope: 'trade' });
    expect(token).toMatch(/^sbk_[a-z0-9]+_[\w-]{43}$/);
    expect(JSON.stringify([...store.documents.values()])).not.toContain(token.split('_').at(-1));
    const { registry: again } = await open(store);
    expect(again.verify(token)).toMatchObject({ id: key.id, scope: 'trade' });
    for (const wrong of [
      token.slice(0, -1),
      `${token}x`,
      token.toUpperCase(),
      'sbk__',
      '',
      token.replace(key.id, 'a'.repeat(24)),
    ]) {
      expect(again.verify(wrong)).toBeUndefined();
    }
  });

  it('are refused from the moment they are revoked', async () => {
    const { store, registry } = await open();
    const { key, token } = await registry.create({ name: 'page', scope: 'read' });
    expect(await registry.revoke(key.id)).toBe(true);
    expect(registry.verify(token)).toBeUndefined();
    expect((await open(store)).registry.list()).toEqual([]);
    expect(await registry.revoke(key.id)).toBe(false);
  });

  it('remember when they were last used, without a write for each use', async () => {
    const { store, clock, registry } = await open();
    const { key, token } = await registry.create({ name: 'page', scope: 'read' });
    clock.advance(1_000_000);
    const used = clock.now();
    for (let count = 0; count < 100; count += 1) {
      registry.verify(token);
      clock.advance(1000);
    }
    expect(registry.get(key.id)?.lastUsedAt).toBe(used);
    store.full = true;
    clock.advance(1_000_000);
    expect(registry.verify(token)).toBeDefined();
  });

  it('include the smaller scopes in the larger', () => {
    expect(scopeIncludes('admin', 'trade')).toBe(true);
    expect(scopeIncludes('trade', 'read')).toBe(true);
    expect(scopeIncludes('read', 'trade')).toBe(false);
    expect(scopeIncludes('trade', 'admin')).toBe(false);
  });
});

describe('the set-up code', () => {
  const create = () => {
    const clock = new HandClock();
    return { clock, setup: createSetupCode({ ids: createCountingIds(), clock }) };
  };

  it('works once, in any case and with any spacing', () => {
    const { setup } = create();
    expect(setup.code).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    expect(setup.redeem(` ${setup.code.toLowerCase().replaceAll('-', ' ')}`)).toBe(true);
    expect(setup.redeem(setup.code)).toBe(false);
  });

  it('is worthless after a quarter of an hour', () => {
    const { setup, clock } = create();
    clock.advance(15 * 60_000 + 1);
    expect(setup.redeem(setup.code)).toBe(false);
  });

  it('is worthless after ten wrong guesses', () => {
    const { setup } = create();
    for (let guess = 0; guess < 10; guess += 1) expect(setup.redeem(`wrong${guess}`)).toBe(false);
    expect(setup.redeem(setup.code)).toBe(false);
  });
});

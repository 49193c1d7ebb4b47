import { beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '#domain/decimal.ts';
import { MemoryStore } from '../../test/api/memory-store.ts';
import { createCountingIds, HandClock } from '../../test/api/test-world.ts';
import { createRoute } from './route-document.ts';
import { createWebhookRegistry, hashSecret, type WebhookRegistry } from './webhook-registry.ts';

describe('the webhook registry', () => {
  let store: MemoryStore;
  let registry: WebhookRegistry;
  const clock = new HandClock();
  const ids = createCountingIds();
  const open = () => createWebhookRegistry({ store, ids, clock });

  beforeEach(async () => {
    store = new MemoryStore();
    registry = await open();
  });

  it('gives a secret once and keeps only its hash', async () => {
    const { webhook, secret } = await registry.create({ name: 'gold', route: createRoute(['paper']) });
    expect(secret.length).toBeGreaterThanOrEqual(43);
    expect(webhook.secretHashes).toEqual([hashSecret(secret)]);
    expect(JSON.stringify([...store.documents.values()])).not.toContain(secret);
    expect(registry.findBySecretHash(hashSecret(secret))).toBe(webhook);
  });

  it('finds everything again after a restart, decimals and maps included', async () => {
    const route = createRoute(['paper', 'second'], {
      mode: 'hold',
      symbolMap: new Map([['GOLD', 'XAUUSD']]),
      defaultQuantity: decimal('0.015'),
      defaultQuantityUnit: 'lots',
      windows: [{ start: '22:00', end: '04:00', timeZone: 'Asia/Shanghai', days: [1, 2] }],
    });
    const { webhook } = await registry.create({
      name: 'gold',
      route,
      tradingViewOnly: true,
      allowedIps: ['10.0.0.0/8'],
    });
    const again = await open();
    expect(again.get(webhook.id)).toEqual(webhook);
    expect(again.get(webhook.id)?.route.defaultQuantity).toBe(decimal('0.015'));
  });

  it('reads more webhooks than one page holds', async () => {
    for (let count = 0; count < 450; count += 1)
      await registry.create({ name: `n${count}`, route: createRoute(['paper']) });
    expect((await open()).list()).toHaveLength(450);
  });

  it('keeps the old secret through a rotation only if asked to, and never more than two', async () => {
    const first = await registry.create({ name: 'x', route: createRoute(['paper']) });
    const second = await registry.rotate(first.webhook.id, true);
    expect(registry.findBySecretHash(hashSecret(first.secret))?.id).toBe(first.webhook.id);
    const third = await registry.rotate(first.webhook.id, true);
    expect(registry.findBySecretHash(hashSecret(first.secret))).toBeUndefined();
    expect(registry.get(first.webhook.id)?.secretHashes).toEqual([
      hashSecret(third!.secret),
      hashSecret(second!.secret),
    ]);
    await registry.rotate(first.webhook.id, false);
    expect(registry.findBySecretHash(hashSecret(third!.secret))).toBeUndefined();
    expect(registry.get(first.webhook.id)?.secretHashes).toHaveLength(1);
  });

  it('forgets a deleted webhook and its secret', async () => {
    const { webhook, secret } = await registry.create({ name: 'x', route: createRoute(['paper']) });
    expect(await registry.delete(webhook.id)).toBe(true);
    expect(await registry.delete(webhook.id)).toBe(false);
    expect(registry.get(webhook.id)).toBeUndefined();
    expect(registry.findBySecretHash(hashSecret(secret))).toBeUndefined();
    expect((await open()).list()).toEqual([]);
  });

  it('changes nothing in memory when the store could not take the change', async () => {
    const { webhook, secret } = await registry.create({ name: 'x', route: createRoute(['paper']) });
    store.full = true;
    await expect(registry.update(webhook.id, { enabled: false })).rejects.toThrow('full');
    await expect(registry.rotate(webhook.id, false)).rejects.toThrow('full');
    expect(registry.get(webhook.id)).toEqual(webhook);
    expect(registry.findBySecretHash(hashSecret(secret))).toEqual(webhook);
    store.full = false;
    await registry.update(webhook.id, { enabled: false });
    expect(registry.get(webhook.id)?.enabled).toBe(false);
  });

  it('applies two changes at once one after the other', async () => {
    const { webhook } = await registry.create({ name: 'x', route: createRoute(['paper']) });
    await Promise.all([registry.update(webhook.id, { name: 'y' }), registry.update(webhook.id, { enabled: false })]);
    expect(registry.get(webhook.id)).toMatchObject({ name: 'y', enabled: false });
  });
});

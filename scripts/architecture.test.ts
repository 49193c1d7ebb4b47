/** The drawing follows the imports, and the page on disk is the drawing of today. */
import { describe, expect, it } from 'vitest';
import { drawRooms, withDrawing } from './architecture.ts';

const edge = (from: string, to: string) => ({ from, to, specifier: to });

describe('the drawing of the rooms', () => {
  it('has an arrow for each pair of rooms, none for tests and none inside a room', () => {
    const drawing = drawRooms([
      edge('server/src/engine/step.ts', 'server/src/domain/order.ts'),
      edge('server/src/engine/apply.ts', 'server/src/domain/order.ts'),
      edge('server/src/engine/apply.ts', 'server/src/engine/state.ts'),
      edge('server/src/engine/apply.test.ts', 'server/src/adapters/system/ids.ts'),
      edge('server/src/api/http/orders.ts', 'contract/src/index.ts'),
    ]);
    expect(drawing.split('\n').filter((line) => line.includes('-->'))).toEqual([
      '  engine --> domain',
      '  api --> contract',
    ]);
    expect(drawing).not.toContain('adapters');
  });

  it('replaces what is between the marks and leaves the rest of the page', () => {
    const page = 'before\n<!-- rooms: drawn by `npm run architecture` -->\nold\n<!-- /rooms -->\nafter\n';
    const once = withDrawing(page, 'new');
    expect(once).toContain('before\n');
    expect(once).toContain('\nafter\n');
    expect(once).not.toContain('old');
    expect(withDrawing(once, 'new')).toBe(once);
  });

  it('says so when the page has no marks', () => {
    expect(() => withDrawing('nothing', 'new')).toThrow('needs the marks');
  });
});

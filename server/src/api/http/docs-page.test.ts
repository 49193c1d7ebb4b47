import { readFileSync } from 'node:fs';
import { generatedFile } from '@signalbox/contract';
import { describe, expect, it } from 'vitest';
import { type OpenApiDocument, renderDocsPage } from './docs-page.ts';
import { escapeHtml, prose, typeHtml } from './docs-schema.ts';

const page = renderDocsPage(JSON.parse(readFileSync(generatedFile('openapi.json'), 'utf8')) as OpenApiDocument);
const all = (pattern: RegExp): string[] => [...page.matchAll(pattern)].map(([, found = '']) => found);

describe('the documentation page', () => {
  it('leads somewhere with every link, and names each place once', () => {
    const places = all(/\bid="([^"]+)"/g);
    expect(new Set(places).size).toBe(places.length);
    expect(all(/href="#([^"]+)"/g).filter((target) => !places.includes(target))).toEqual([]);
  });

  it('shows operations, fields with their meaning, and errors in both languages', () => {
    expect(page).toContain('<div class="inside" id="placeOrder">');
    expect(page).toMatch(/<code>quantityUnit<\/code> <small>optional<\/small>.*percent_equity/);
    expect(page).toMatch(/id="ORDER_NOT_FOUND">.*There is no such order.*没有该委托/);
  });

  it('runs nothing and loads nothing from elsewhere', () => {
    expect(page).not.toMatch(/<script|\bstyle=|\bon\w+=|https?:\/\//);
  });

  it('takes no text for markup', () => {
    expect(prose('`<b>` & "x"')).toBe('<code>&lt;b&gt;</code> &amp; &quot;x&quot;');
    expect(typeHtml({ const: '<i>' })).toBe(`<code>${escapeHtml('"<i>"')}</code>`);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileConfig, type LoadedConfig } from './compile-config.ts';
import { renderProblems } from './config-problem.ts';
import { outlineAt, settingPaths } from './outline.ts';
import { readYaml } from './read-yaml.ts';
import { settingsOutline } from './settings-schema.ts';
import { Places, valueAt } from './settings-tree.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const EXAMPLE = readFileSync(join(ROOT, 'signalbox.example.yaml'), 'utf8');

function load(text: string | undefined): LoadedConfig {
  const file = text === undefined ? {} : { file: { name: 'signalbox.example.yaml', text } };
  const result = compileConfig({ dataDirectory: '/data', environment: {}, ...file });
  if (result.kind === 'invalid') throw new Error(renderProblems(result.problems, 'en'));
  return result;
}

/** The example with the lines of settings that are shown as comments switched on. */
function withComments(): string {
  const switchedOn = EXAMPLE.replaceAll(/^( *)# ((public_url|path|max_slippage_points): .*)$/gm, '$1$2')
    .replaceAll(/^ *(custom_intervals: \[\]|accounts: \{\})$/gm, '')
    .replaceAll(/^( *)# ((custom_intervals|accounts):)$/gm, '$1$2');
  return switchedOn.replaceAll(/^( *)# ( +(- \{|\w[\w-]*:).*)$/gm, '$1$2');
}

interface ToldMark {
  readonly path: readonly string[];
  readonly mark: string | undefined;
}

/** What the comments say of each setting: the last mark above it. */
function toldMarks(): readonly ToldMark[] {
  const told: ToldMark[] = [];
  const sections: string[] = [];
  let mark: string | undefined;
  for (const line of EXAMPLE.split('\n')) {
    mark = /\[(live|restart)\]$/.exec(line)?.[1] ?? mark;
    const [, indent = '', key = ''] = /^( *)(?:# )?([a-z_]+):(?: |$)/.exec(line) ?? [];
    if (key === '') continue;
    sections.splice(indent.length / 2);
    const path = [...sections, key];
    if (outlineAt(settingsOutline, path)?.kind === 'section') sections.push(key);
    if (markOf(path) !== undefined) told.push({ path, mark });
  }
  return told;
}

function markOf(path: readonly string[]): string | undefined {
  const outline = outlineAt(settingsOutline, path);
  return outline?.kind === 'value' || outline?.kind === 'list' ? outline.reload : undefined;
}

describe('signalbox.example.yaml', () => {
  it('says what is the default, and nothing else', () => {
    const written = load(EXAMPLE);
    expect(written.config).toEqual(load(undefined).config);
    expect(written.version).toBe(load(undefined).version);
  });

  it('has every setting, with what it is when nothing is set', () => {
    const places = new Places({ kind: 'file', file: 'x' });
    const { root } = readYaml({ file: 'x', text: withComments(), places });
    const missing = settingPaths(settingsOutline)
      .filter((path) => path[1] !== 'accounts')
      .filter(
        (path) =>
          valueAt(
            root!,
            path.filter((part) => part !== '*'),
          ) === undefined,
      );
    expect(missing).toEqual([]);
  });

  it('says of every setting whether it acts at once, and says the truth', () => {
    const told = toldMarks();
    expect(told.length).toBeGreaterThan(30);
    expect(told.filter(({ path, mark }) => markOf(path) !== mark)).toEqual([]);
  });

  it('shows settings in its comments that can be used as they are', () => {
    const { config } = load(withComments());
    expect(config.server.publicUrl).toBe('https://trade.example.com');
    expect(config.storage.path).toBe('/data/signalbox.db');
    expect(config.risk.defaults.slippagePointsMax).toBe(20);
    expect(config.risk.defaults.intervals.map(({ name }) => name)).toEqual(['London', '夜盘']);
    const live = config.risk.accounts.get('live-mt5');
    expect(live?.openOrdersMax).toBe(10);
    expect(live!.orderValueMax < config.risk.defaults.orderValueMax).toBe(true);
  });
});

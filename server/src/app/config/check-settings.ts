/**
 * A tree of settings against the schema: the settings, or all that is wrong with them, each with its place. Mistakes in
 * single values do not hide that limits contradict each other, as long as the limits can be read.
 */
import type { z } from 'zod';
import { type Bilingual, bilingual } from './bilingual.ts';
import { type ConfigProblem, configProblem } from './config-problem.ts';
import { displayPath, type KeyPath } from './key-path.ts';
import { contradictions } from './limit-contradictions.ts';
import { INSTRUMENT_NAME } from './limits-schema.ts';
import { type Outline, outlineAt } from './outline.ts';
import { ACCOUNT_NAME, riskSchema, type Settings, settingsOutline, settingsSchema } from './settings-schema.ts';
import { isTreeMap, type Places, type TreeMap, type TreeValue, valueAt } from './settings-tree.ts';
import { showValue } from './show-value.ts';
import { unknownKeyProblems } from './unknown-keys.ts';
import { type Refusal, textOf } from './value-readers.ts';

export type SettingsCheck =
  | { readonly kind: 'valid'; readonly settings: Settings }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] };

interface Written {
  readonly root: TreeMap;
  readonly places: Places;
}

/** Checks the tree. Sections that are there but empty count as absent. */
export function checkSettings(written: Written): SettingsCheck {
  const { root, places } = written;
  tidySections(root, settingsOutline);
  const result = settingsSchema.safeParse(root);
  const risk = result.success ? result.data.risk : riskSchema.safeParse(root['risk'] ?? {}).data;
  const problems = risk === undefined ? [] : [...contradictions(risk, places)];
  if (!result.success) problems.push(...result.error.issues.flatMap((issue) => issueProblems(issue, written)));
  if (result.success && problems.length === 0) return { kind: 'valid', settings: result.data };
  return { kind: 'invalid', problems };
}

/**
 * `server:` with every line below it commented out is no mistake: it goes. A number where a section belongs becomes plain
 * text, because zod would take the object that keeps its digits for a section.
 */
function tidySections(map: TreeMap, outline: Outline): void {
  for (const [key, value] of Object.entries(map)) {
    const child = outlineAt(outline, [key]);
    if (child === undefined || child.kind === 'value') continue;
    if (value === null && child.kind !== 'list') delete map[key];
    else if (isTreeMap(value)) tidySections(value, child);
    else if (Array.isArray(value) && child.kind === 'list' && child.element.kind === 'section') {
      map[key] = value.map((item) => textOf(item) ?? item);
    } else map[key] = textOf(value) ?? value;
  }
}

function issueProblems(issue: z.core.$ZodIssue, { root, places }: Written): readonly ConfigProblem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.flatMap((key) =>
      unknownKeyProblems({ root, places, outline: settingsOutline, path: [...path, key] }),
    );
  }
  const text = displayPath(path);
  if (issue.code === 'invalid_key') {
    const expected = path[1] === 'accounts' && path.length === 3 ? ACCOUNT_NAME : INSTRUMENT_NAME;
    const values = { found: displayPath(path.slice(-1)), expected };
    return [configProblem({ code: 'CONFIG_KEY_INVALID', path: text, place: places.ofKey(path), values })];
  }
  const value = valueAt(root, path);
  const refusal = issue.code === 'custom' ? (issue.params?.['refusal'] as Refusal | undefined) : undefined;
  const expected = refusal?.expected ?? expectedOf(issue, path);
  const values = { found: showValue(value, path), expected };
  return [configProblem({ code: codeFor(value, refusal), path: text, place: places.ofValue(path), values })];
}

function codeFor(value: TreeValue | undefined, refusal: Refusal | undefined): ConfigProblem['code'] {
  if (value === undefined) return 'CONFIG_VALUE_MISSING';
  return refusal?.unlimited === true ? 'CONFIG_LIMIT_UNLIMITED' : 'CONFIG_VALUE_INVALID';
}

function expectedOf(issue: z.core.$ZodIssue, path: KeyPath): Bilingual {
  if (issue.code === 'too_big') {
    return bilingual(`at most ${String(issue.maximum)} entries`, `最多 ${String(issue.maximum)} 项`);
  }
  const outline = outlineAt(settingsOutline, path);
  if (outline?.kind === 'list') return bilingual('a list', '列表');
  if (outline?.kind !== 'section') return bilingual('a section of names and values', '若干“名称: 值”');
  const keys = [...outline.keys.keys()].slice(0, 4).join(', ');
  return bilingual(`a section with ${keys}, …`, `一组设置，如 ${keys} 等`);
}

/**
 * The file's text to a tree of settings, with the line and column of every key and value. Only what a configuration needs
 * of YAML is read: maps, lists, scalars. Aliases, merge keys, tags and keys that are no names are refused by name.
 */
import type { Document, Node } from 'yaml';
import { type Bilingual, bilingual } from './bilingual.ts';
import { type ConfigPlace, type ConfigProblem, configProblem, type ProblemDetails } from './config-problem.ts';
import { displayPath, type KeyPath } from './key-path.ts';
import { emptyMap, NumberText, type Places, type TreeMap, type TreeValue } from './settings-tree.ts';
import { yamlLibrary } from './yaml-library.ts';
import { yamlMistake } from './yaml-mistakes.ts';

const DEPTH_MAX = 12;

const ALIASES = bilingual('aliases (*name)', '别名（*name）');
const MERGE_KEYS = bilingual('merge keys (<<)', '合并键（<<）');
const TAGS = bilingual('tags (!name)', '标签（!name）');
const COMPLEX_KEYS = bilingual('keys that are lists or maps', '以列表或映射作为键的写法');
const DEEP_NESTING = bilingual('values nested this deeply', '如此深的嵌套');
const SECTIONS = bilingual(
  'sections with settings (name: value, with a blank after the colon)',
  '由若干设置组成的内容（名称: 值，冒号后要有空格）',
);

export interface YamlSource {
  readonly file: string;
  readonly text: string;
  readonly places: Places;
}

export interface YamlReading {
  /** Absent when the text is no YAML, so that nothing below it can be told. */
  readonly root?: TreeMap;
  readonly problems: readonly ConfigProblem[];
}

/** Reads the text; never throws. Places are recorded for all that was read. */
export function readYaml(source: YamlSource): YamlReading {
  return new YamlReader(source).read();
}

class YamlReader {
  readonly #source: YamlSource;
  readonly #yaml = yamlLibrary();
  readonly #lines = new this.#yaml.LineCounter();
  readonly #problems: ConfigProblem[] = [];

  constructor(source: YamlSource) {
    this.#source = source;
  }

  read(): YamlReading {
    const document = this.#parse();
    if (document === undefined || this.#reportErrors(document)) return { problems: this.#problems };
    const { contents } = document;
    if (contents === null || (this.#yaml.isScalar(contents) && contents.value === null)) {
      return { root: emptyMap(), problems: this.#problems };
    }
    this.#source.places.setValue([], this.#placeOf(contents));
    if (this.#yaml.isMap(contents)) {
      const root = this.#readMap(contents, []);
      return { root, problems: this.#problems };
    }
    const found = this.#yaml.isSeq(contents) ? bilingual('a list', '列表') : bilingual('a single text', '单独一段文字');
    this.#report({
      code: 'CONFIG_VALUE_INVALID',
      path: [],
      place: this.#placeOf(contents),
      values: { found, expected: SECTIONS },
    });
    return { problems: this.#problems };
  }

  #parse(): Document | undefined {
    try {
      return this.#yaml.parseDocument(this.#source.text, {
        lineCounter: this.#lines,
        prettyErrors: false,
        merge: false,
      });
    } catch {
      // Brackets in the thousands exhaust the stack of the reader.
      const values = { reason: yamlMistake('RESOURCE_EXHAUSTION') };
      this.#report({ code: 'CONFIG_SYNTAX_INVALID', path: [], place: this.#place(0), values });
      return undefined;
    }
  }

  /** True when the errors leave no tree to look into. One mistake often draws others after it: one a line is told. */
  #reportErrors(document: Document): boolean {
    const told = new Set<number>();
    let broken = false;
    for (const { pos } of document.warnings) {
      // The reader warns of tags it does not know, and reads the value as if the tag were not there.
      const place = this.#place(pos[0]);
      this.#report({ code: 'CONFIG_YAML_UNSUPPORTED', path: [], place, values: { feature: TAGS } });
    }
    for (const error of document.errors) {
      const place = this.#place(error.pos[0]);
      const line = place.kind === 'file' ? (place.line ?? 1) : 1;
      if (error.code === 'DUPLICATE_KEY') {
        this.#report({ code: 'CONFIG_KEY_DUPLICATE', path: [], place });
        continue;
      }
      broken = true;
      if (told.has(line)) continue;
      told.add(line);
      this.#report({ code: 'CONFIG_SYNTAX_INVALID', path: [], place, values: { reason: yamlMistake(error.code) } });
    }
    return broken;
  }

  #readMap(node: Node & { items: readonly unknown[] }, path: KeyPath): TreeMap {
    const map = emptyMap();
    for (const item of node.items as readonly { readonly key: unknown; readonly value: unknown }[]) {
      const key = this.#readKey(item.key, path);
      if (key === undefined) continue;
      const keyPath = [...path, key];
      const keyNode = item.key as Node;
      this.#source.places.setKey(keyPath, this.#placeOf(keyNode));
      const value = item.value as Node | null;
      this.#source.places.setValue(keyPath, this.#placeOf(value ?? keyNode));
      map[key] = value === null ? null : this.#readNode(value, keyPath);
    }
    return map;
  }

  #readKey(key: unknown, path: KeyPath): string | undefined {
    if (!this.#yaml.isScalar(key)) {
      const feature = this.#yaml.isAlias(key) ? ALIASES : COMPLEX_KEYS;
      this.#refuse(feature, path, key as Node | null);
      return undefined;
    }
    const text = typeof key.value === 'string' ? key.value : (key.source ?? '');
    if (text === '<<') {
      this.#refuse(MERGE_KEYS, path, key);
      return undefined;
    }
    return text;
  }

  #readNode(node: Node, path: KeyPath): TreeValue {
    if (path.length > DEPTH_MAX) return this.#refuse(DEEP_NESTING, path, node);
    if (this.#yaml.isAlias(node)) return this.#refuse(ALIASES, path, node);
    if (this.#yaml.isMap(node)) return this.#readMap(node, path);
    if (this.#yaml.isSeq(node)) return node.items.map((item, index) => this.#readItem(item, [...path, index], node));
    if (!this.#yaml.isScalar(node)) return null;
    const { value } = node;
    if (typeof value === 'number' || typeof value === 'bigint') return new NumberText(node.source ?? String(value));
    return typeof value === 'string' || typeof value === 'boolean' ? value : null;
  }

  #readItem(item: unknown, path: KeyPath, list: Node): TreeValue {
    const node = item as Node | null;
    this.#source.places.setValue(path, this.#placeOf(node ?? list));
    return node === null ? null : this.#readNode(node, path);
  }

  #refuse(feature: Bilingual, path: KeyPath, node: Node | null): null {
    const place = node === null ? this.#source.places.ofValue(path) : this.#placeOf(node);
    this.#report({ code: 'CONFIG_YAML_UNSUPPORTED', path, place, values: { feature } });
    return null;
  }

  #report({ path, ...details }: Omit<ProblemDetails, 'path'> & { readonly path: KeyPath }): void {
    this.#problems.push(configProblem({ ...details, path: displayPath(path) }));
  }

  #placeOf(node: Node): ConfigPlace {
    return this.#place(node.range?.[0] ?? 0);
  }

  #place(offset: number): ConfigPlace {
    const { line, col } = this.#lines.linePos(offset);
    return { kind: 'file', file: this.#source.file, line: Math.max(1, line), column: Math.max(1, col) };
  }
}

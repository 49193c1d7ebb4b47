/**
 * The documentation page: the OpenAPI document and the list of errors as plain HTML. No script, nothing from elsewhere.
 * Loaded when asked for. What a link points to lies inside its box, because a browser opens a closed box only for that.
 */
import { ERROR_CODES } from '@signalbox/contract';
import { escapeHtml, prose, type SchemaNode, schemaHtml, typeHtml } from './docs-schema.ts';

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly 'x-signalbox-access'?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly schema: SchemaNode;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: SchemaNode }>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: SchemaNode }>> }
    >
  >;
}
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, SchemaNode>> };
}

export const DOCS_STYLE = `
:root { color-scheme: light dark; font: 15px/1.55 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  --text: light-dark(#1b1f24, #dfe3e8); --quiet: light-dark(#59636e, #9aa4b0); --line: light-dark(#d8dee4, #39414b);
  --ground: light-dark(#ffffff, #14171b); --box: light-dark(#f6f8fa, #1c2127); --link: light-dark(#0b57a4, #82b6f5);
  --get: light-dark(#0b6b3a, #63cf95); --post: light-dark(#0b57a4, #82b6f5); --patch: light-dark(#8a5a00, #e0b050);
  --delete: light-dark(#b3261e, #f2867e); }
body { margin: 0 auto; max-width: 62rem; padding: 1rem 1.2rem 4rem; color: var(--text); background: var(--ground); }
a { color: var(--link); } small, .quiet { color: var(--quiet); font-size: .86em; }
h1 { font-size: 1.7rem; margin: .6rem 0; } h2 { margin: 2.4rem 0 .7rem; font-size: 1.25rem; }
h2::first-letter { text-transform: uppercase; } h3 { margin: 1.1rem 0 .2rem; font-size: .95rem; }
nav { display: flex; flex-wrap: wrap; gap: .3rem .9rem; padding: .7rem 0; border-block: 1px solid var(--line); }
nav a { text-decoration: none; } nav a::first-letter { text-transform: uppercase; }
code { font: .9em ui-monospace, "SF Mono", Consolas, monospace; overflow-wrap: anywhere; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .35rem 0; }
details[open] { background: var(--box); }
summary { cursor: pointer; display: grid; grid-template-columns: 4.6rem minmax(0, 1fr) minmax(0, 1fr); gap: .2rem .7rem;
  padding: .45rem .8rem; align-items: baseline; }
summary::-webkit-details-marker { display: none; } summary code { font-weight: 600; }
summary:hover { background: var(--box); } :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
summary.schema { grid-template-columns: 1fr; } .inside { padding: 0 .8rem .8rem; border-top: 1px solid var(--line); }
.method { font-weight: 700; font-size: .85em; letter-spacing: .03em; }
.get { color: var(--get); } .post { color: var(--post); } .patch { color: var(--patch); } .delete { color: var(--delete); }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
td, th { border-bottom: 1px solid var(--line); padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; }
th { color: var(--quiet); font-weight: 500; font-size: .86em; } tr:last-child > td { border-bottom: 0; }
td:first-child > code { white-space: nowrap; } td:first-child > small { display: block; }
.errors td:first-child > code { white-space: normal; } tr:target { background: var(--box); } .errors { table-layout: fixed; } .errors th:first-child { width: 18rem; }
.errors th:nth-child(2) { width: 3.5rem; }
@media (max-width: 44rem) {
  summary { grid-template-columns: 4.6rem minmax(0, 1fr); } summary > span:last-child { grid-column: 1 / -1; }
  .errors, .errors tbody, .errors tr, .errors td { display: block; } .errors tr:first-child { display: none; }
  .errors td { border: 0; padding: 0; } .errors tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
}
`;

/** The page, in English like the document; errors in both languages. */
export function renderDocsPage(document: OpenApiDocument): string {
  const byTag = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? 'other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), renderOperation(path, method, operation)]);
    }
  }
  const sections = [
    ...[...byTag].map(([tag, operations]) => section(tag, operations.join(''))),
    section('schemas', Object.entries(document.components.schemas).map(renderSchema).join('')),
    section('errors', renderErrors()),
  ];
  const links = [...byTag.keys(), 'schemas', 'errors'].map((tag) => `<a href="#${idOf(tag)}">${escapeHtml(tag)}</a>`);
  const { title, version, description } = document.info;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)} API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/docs/style.css"></head>
<body><h1>${escapeHtml(title)} API ${escapeHtml(version)}</h1>${paragraphs(description)}
<p><a href="/openapi.json">openapi.json</a></p><nav>${links.join('')}</nav><main>${sections.join('')}</main></body></html>`;
}

const idOf = (tag: string): string => escapeHtml(tag.replaceAll(' ', '-'));
const section = (tag: string, content: string): string =>
  `<section><h2 id="${idOf(tag)}">${escapeHtml(tag)}</h2>${content}</section>`;

function paragraphs(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => `<p>${prose(paragraph)}</p>`)
    .join('');
}

function renderOperation(path: string, method: string, operation: Described): string {
  const { operationId, summary, description, responses } = operation;
  return `<details><summary><span class="method ${escapeHtml(method)}">${escapeHtml(method.toUpperCase())}</span>
<code>${escapeHtml(path)}</code> <span>${escapeHtml(summary)}</span></summary>
<div class="inside" id="${escapeHtml(operationId)}">${description === undefined ? '' : paragraphs(description)}
${renderParameters(operation)}${renderBody(operation)}${renderAnswers(responses)}</div></details>`;
}

function renderParameters({ parameters = [] }: Described): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code>${required ? '' : ' <small>optional</small>'}</td>` +
      `<td>${escapeHtml(place)}</td><td>${typeHtml(schema)}</td><td>${prose(description ?? schema.description ?? '')}</td></tr>`,
  );
  return `<h3>Parameters</h3><div class="wide"><table><tr><th>Name</th><th>In</th><th>Type</th><th></th></tr>${rows.join('')}</table></div>`;
}

function renderBody({ requestBody }: Described): string {
  const kinds = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) => `<p>${typeHtml(schema)} <small>${escapeHtml(type)}</small></p>`,
  );
  return kinds.length === 0 ? '' : `<h3>Body</h3>${kinds.join('')}`;
}

function renderAnswers(responses: Described['responses']): string {
  const rows = Object.entries(responses).map(([status, { description, content }]) => {
    const schemas = Object.values(content ?? {}).map(({ schema }) => typeHtml(schema));
    return `<tr><td>${escapeHtml(status)}</td><td>${prose(description)}</td><td>${schemas.join(' ')}</td></tr>`;
  });
  return `<h3>Answers</h3><div class="wide"><table>${rows.join('')}</table></div>`;
}

function renderSchema([name, schema]: [string, SchemaNode]): string {
  const id = `schema-${escapeHtml(name)}`;
  return `<details><summary class="schema"><code>${escapeHtml(name)}</code></summary><div class="inside" id="${id}">${schemaHtml(schema)}</div></details>`;
}

function renderErrors(): string {
  const rows = ERROR_CODES.map(
    ({ code, status, en, zh }) =>
      `<tr id="${escapeHtml(code)}"><td><code>${escapeHtml(code)}</code></td><td>${status}</td>` +
      `<td>${escapeHtml(en)}<br><span class="quiet" lang="zh">${escapeHtml(zh)}</span></td></tr>`,
  );
  return `<table class="errors"><tr><th>Code</th><th>Status</th><th>Message</th></tr>${rows.join('')}</table>`;
}

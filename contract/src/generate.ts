/** The text of every generated file. Committed; a test makes them again and compares. */
import { ERROR_CODES } from './errors/registry.ts';
import { RETIRED_CODES } from './errors/retired.ts';
import { streamMessage, streamRequest } from './events/messages.ts';
import type { GeneratedFileName } from './generated-file.ts';
import { SchemaCollector } from './json-schema.ts';
import { createOpenApiDocument } from './openapi.ts';

/** By file name. */
export function generateFiles(): Record<GeneratedFileName, string> {
  return {
    'openapi.json': toJson(createOpenApiDocument()),
    'events.schema.json': toJson(createEventsSchema()),
    'errors.md': createErrorList(),
  };
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function createEventsSchema(): Record<string, unknown> {
  const schemas = new SchemaCollector('#/$defs/');
  const root = schemas.convert(streamMessage);
  // What a client may say stands beside what the server says.
  schemas.convert(streamRequest);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Signalbox stream',
    ...root,
    $defs: schemas.named(),
  };
}

function createErrorList(): string {
  const lines = [
    '# Error codes',
    '',
    'Generated from `contract/src/errors`; do not edit. Compare with the code, never with the texts. `{name}` stands for a',
    'value of `values`; what stands in `[…]` is left out when its value is not there.',
  ];
  let area = '';
  for (const error of ERROR_CODES) {
    if (error.area !== area) {
      area = error.area;
      lines.push('', `## ${area}`, '', '| Code | Status | English | 中文 |', '| --- | --- | --- | --- |');
    }
    lines.push(`| \`${error.code}\` | ${error.status} | ${cell(error.en)} | ${cell(error.zh)} |`);
  }
  const retired = Object.entries(RETIRED_CODES);
  if (retired.length > 0)
    lines.push('', '## retired', '', ...retired.map(([code, instead]) => `- ${code}: ${instead}`));
  return `${lines.join('\n')}\n`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

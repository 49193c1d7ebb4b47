import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faceStatus } from './compat/trading-v2.ts';
import { findError } from './errors/registry.ts';
import { generateFiles } from './generate.ts';
import { type GeneratedFileName, generatedFile } from './generated-file.ts';
import { createOpenApiDocument } from './openapi.ts';
import { OPERATIONS, type OperationId } from './rest/operations.ts';

interface Described {
  readonly operationId: string;
  readonly 'x-signalbox-access': string;
  readonly parameters: readonly { readonly name: string }[];
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content: Record<string, { readonly schema: { readonly $ref: string } }> }
    >
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

describe('the generated files', () => {
  it.each(Object.entries(generateFiles()))('%s is what `npm run generate` writes', (name, text) => {
    expect(readFileSync(generatedFile(name as GeneratedFileName), 'utf8')).toBe(text);
  });
});

describe('the OpenAPI document', () => {
  const document = createOpenApiDocument() as unknown as Document;
  const described = Object.values(document.paths).flatMap((path) => Object.values(path));

  it('describes every operation of the table once', () => {
    expect(new Set(described.map((operation) => operation.operationId))).toEqual(new Set(Object.keys(OPERATIONS)));
    expect(described).toHaveLength(Object.keys(OPERATIONS).length);
  });

  it('gives each operation who may call it and a problem for every error', () => {
    for (const operation of described) {
      expect(operation['x-signalbox-access']).toBeTypeOf('string');
      const errors = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
      expect(errors.length).toBeGreaterThan(0);
      for (const [status, response] of errors) {
        if (operation.operationId === 'getHealth' && status === '503') continue;
        expect(response.content['application/problem+json']!.schema.$ref).toBe('#/components/schemas/Problem');
        for (const code of response.description.match(/[A-Z_]{4,}/g) ?? [])
          expect(faceStatus(OPERATIONS[operation.operationId as OperationId], code) ?? findError(code)?.status).toBe(
            Number(status),
          );
      }
    }
  });

  it('has a target for every reference', () => {
    const references = new Set(JSON.stringify(document).match(/#\/components\/schemas\/\w+/g));
    const missing = [...references].filter(
      (reference) => !(reference.split('/').at(-1)! in document.components.schemas),
    );
    expect(missing).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('lets every order that trades be repeated safely', () => {
    for (const id of ['placeOrder', 'closePosition', 'submitSignal'] as const) {
      const operation = described.find((one) => one.operationId === id)!;
      expect(operation.parameters.map((parameter) => parameter.name)).toContain('Idempotency-Key');
    }
  });
});

/** The OpenAPI 3.1 document, made of the operations table and nothing else. */
import { faceStatus } from './compat/trading-v2.ts';
import { PROBLEM_MEDIA_TYPE, problem } from './errors/problem.ts';
import { type ErrorCode, statusOf } from './errors/registry.ts';
import { type JsonSchema, SchemaCollector } from './json-schema.ts';
import type { Access, Operation, OperationResponse } from './rest/operation.ts';
import { OPERATIONS } from './rest/operations.ts';

type Json = Record<string, unknown>;

/** Raised with every release of the contract. */
const CONTRACT_VERSION = '1.0.0';
const COMMON_ERRORS: readonly ErrorCode[] = ['UNAUTHENTICATED', 'RATE_LIMITED', 'INTERNAL'];
const SCOPED: ReadonlySet<Access> = new Set<Access>(['read', 'trade', 'admin']);
const DESCRIPTION = [
  'Money, prices and quantities are exact decimals written as strings. Times are ISO 8601 UTC.',
  'Every error is a problem document with a registered `code`; see errors.md.',
  'A request with an `Idempotency-Key` that is repeated with the same body answers with the first outcome; with another body, 409.',
  'Answers that show a simulated market say so: `simulated: true` and the header `X-Signalbox-Market: simulated`.',
].join('\n\n');

/** The whole document. The same operations always give the same text. */
export function createOpenApiDocument(): Json {
  const schemas = new SchemaCollector('#/components/schemas/');
  schemas.convert(problem);
  const paths: Record<string, Json> = {};
  for (const operation of Object.values(OPERATIONS)) {
    const path = (paths[operation.path] ??= {});
    path[operation.method.toLowerCase()] = describeOperation(operation, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Signalbox',
      version: CONTRACT_VERSION,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: { schemas: schemas.named(), securitySchemes: { apiKey: SECURITY_SCHEME } },
  };
}

const SECURITY_SCHEME = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'sbk_<id>_<secret>',
  description: 'An API key with a scope: read, trade (includes read) or admin (includes both).',
};

function describeOperation(operation: Operation, schemas: SchemaCollector): Json {
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    description: [operation.description, accessSentence(operation.access)].filter(Boolean).join('\n\n'),
    'x-signalbox-access': operation.access,
    security: securityOf(operation.access),
    parameters: parametersOf(operation, schemas),
    ...requestBodyOf(operation, schemas),
    responses: { ...successesOf(operation, schemas), ...errorsOf(operation) },
  };
}

function accessSentence(access: Access): string {
  if (SCOPED.has(access)) return `Needs a key with the scope \`${access}\`.`;
  if (access === 'webhook') return "Needs the webhook's secret, in the text or the address.";
  if (access === 'setup') return 'Needs the set-up code, from the machine itself.';
  if (access === 'stream') return 'Needs a key with the scope `read`, or a ticket.';
  return 'Answers in full with a key, in brief to the machine itself without one.';
}

function securityOf(access: Access): Json[] {
  if (SCOPED.has(access)) return [{ apiKey: [] }];
  if (access === 'webhook' || access === 'setup') return [];
  return [{ apiKey: [] }, {}];
}

function parametersOf(operation: Operation, schemas: SchemaCollector): Json[] {
  const path = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const query = operation.query === undefined ? [] : queryParameters(schemas.convert(operation.query));
  const headers = operation.idempotencyKey === true ? [IDEMPOTENCY_PARAMETER] : [];
  return [...path, ...query, ...headers];
}

const IDEMPOTENCY_PARAMETER = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Your own id of this request, 1 to 120 printable ASCII characters. Repeating it never trades twice.',
  schema: { type: 'string', minLength: 1, maxLength: 120 },
};

function queryParameters(schema: JsonSchema): Json[] {
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  return Object.entries((schema['properties'] as Record<string, JsonSchema> | undefined) ?? {}).map(
    ([name, property]) => ({
      name,
      in: 'query',
      required: required.has(name),
      schema: property,
    }),
  );
}

function requestBodyOf(operation: Operation, schemas: SchemaCollector): Json {
  if (operation.body === undefined && operation.bodyKind === undefined) return {};
  const content: Json = {};
  if (operation.body !== undefined) content['application/json'] = { schema: schemas.convert(operation.body) };
  if (operation.bodyKind === 'text') content['text/plain'] = { schema: { type: 'string', maxLength: 65_536 } };
  return { requestBody: { required: operation.bodyOptional !== true, content } };
}

function successesOf(operation: Operation, schemas: SchemaCollector): Json {
  return Object.fromEntries(
    Object.entries(operation.responses).map(([status, response]) => [
      status,
      describeResponse(operation, response, schemas),
    ]),
  );
}

const MARKET_HEADER = { 'X-Signalbox-Market': '`simulated` when the prices shown are not real.' };

function describeResponse(operation: Operation, response: OperationResponse, schemas: SchemaCollector): Json {
  const headers = { ...response.headers, ...(operation.showsMarket === true ? MARKET_HEADER : {}) };
  const described = Object.entries(headers).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return {
    description: response.description,
    ...(described.length === 0 ? {} : { headers: Object.fromEntries(described) }),
    ...(response.schema === undefined
      ? {}
      : { content: { 'application/json': { schema: schemas.convert(response.schema) } } }),
  };
}

/** One response per status, naming the codes that lead to it. */
function errorsOf(operation: Operation): Json {
  const codes = new Set<ErrorCode>([...operation.errors, ...COMMON_ERRORS, ...doorErrors(operation)]);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of [...codes].toSorted()) {
    const status = faceStatus(operation, code) ?? statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.map((code) => `\`${code}\``).join(', '),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function doorErrors(operation: Operation): ErrorCode[] {
  const errors: ErrorCode[] = [];
  if (SCOPED.has(operation.access)) errors.push('FORBIDDEN_SCOPE');
  if (operation.query !== undefined) errors.push('QUERY_INVALID');
  if (operation.body !== undefined)
    errors.push('BODY_INVALID', 'BODY_FIELD_INVALID', 'BODY_FIELD_UNKNOWN', 'BODY_DUPLICATE_KEY');
  if (operation.body !== undefined || operation.bodyKind === 'text') errors.push('BODY_TOO_LARGE');
  return errors;
}

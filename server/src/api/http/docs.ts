/**
 * The documentation door: the OpenAPI document, and a page of it that a browser can show without running anything. Both
 * need a key; a browser gives it as the password. They are read from disk when somebody asks, and not before.
 */
import { readFile } from 'node:fs/promises';
import { generatedFile } from '@signalbox/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { tokenOf } from './door-keeper.ts';
import { JSON_CONTENT_TYPE } from './problem-answer.ts';
import { languageOf, type OperationContext, sendProblem } from './register-operations.ts';
import { PAGE_HEADERS } from './security-headers.ts';

const BASIC_CHALLENGE = 'Basic realm="Signalbox: any name, an API key as the password", charset="UTF-8"';
const HTML = 'text/html; charset=utf-8';
const CSS = 'text/css; charset=utf-8';

/** Registers `/openapi.json`, `/api/v1/openapi.json`, `/docs` and its stylesheet. */
export function registerDocs(app: FastifyInstance, context: OperationContext): void {
  const serve = (url: string, handler: (reply: FastifyReply) => Promise<FastifyReply>) =>
    app.route({
      method: 'GET',
      url,
      config: { access: 'read' },
      onRequest: (request, reply, done) => (admit(request, reply, context) ? done() : undefined),
      handler: (_request, reply) => handler(reply),
    });
  const openApi = async (reply: FastifyReply) =>
    reply.header('content-type', JSON_CONTENT_TYPE).send(await readFile(generatedFile('openapi.json')));
  serve('/openapi.json', openApi);
  serve('/api/v1/openapi.json', openApi);
  serve('/docs', async (reply) => {
    const { renderDocsPage } = await import('./docs-page.ts');
    const document = JSON.parse(await readFile(generatedFile('openapi.json'), 'utf8')) as Parameters<
      typeof renderDocsPage
    >[0];
    return reply.headers(PAGE_HEADERS).header('content-type', HTML).send(renderDocsPage(document));
  });
  serve('/docs/style.css', async (reply) => {
    const { DOCS_STYLE } = await import('./docs-page.ts');
    return reply.headers(PAGE_HEADERS).header('content-type', CSS).send(DOCS_STYLE);
  });
}

function admit(request: FastifyRequest, reply: FastifyReply, { keeper, options }: OperationContext): boolean {
  const admission = keeper.admitToken(request.raw, tokenOf(request.raw, true), 'read');
  if (admission.kind === 'admitted') return true;
  const language = languageOf(request, options);
  sendProblem(reply, admission.reason, { language, challenge: BASIC_CHALLENGE });
  return false;
}

/** Writes an answer to the wire, whole or broken as a fault wants it. */
import type { ServerResponse } from 'node:http';
import type { Answer } from './dialect.ts';
import type { RequestFaultKind } from './fault-board.ts';

const HTML =
  '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>';

/** Writes the answer; the status that went out, undefined when none did. */
export function writeAnswer(
  response: ServerResponse,
  given: Answer,
  fault: RequestFaultKind | undefined,
): number | undefined {
  const text = typeof given.body === 'string' ? given.body : JSON.stringify(given.body ?? {});
  const type = typeof given.body === 'string' && text.startsWith('<') ? 'text/html' : 'application/json;charset=UTF-8';
  const headers = { 'content-type': type, ...given.headers };
  switch (fault) {
    case 'no_answer':
      return undefined;
    case 'reset':
      response.socket?.resetAndDestroy();
      return undefined;
    case 'headers_then_silence':
      response.writeHead(given.status, { ...headers, 'content-length': String(Buffer.byteLength(text) + 1) });
      response.flushHeaders();
      return given.status;
    case 'cut_body':
      response.writeHead(given.status, { ...headers, 'content-length': String(Buffer.byteLength(text) + 1) });
      response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.socket?.destroy());
      return given.status;
    default:
      return send(response, { status: given.status, body: bodyFor(text, fault), headers: headersFor(headers, fault) });
  }
}

function bodyFor(text: string, fault: RequestFaultKind | undefined): string {
  if (fault === 'empty_body') return '';
  if (fault === 'html_body') return HTML;
  if (fault === 'empty_object') return '{}';
  if (fault === 'half_json') return text.slice(0, Math.ceil(text.length / 2));
  return text;
}

function headersFor(
  headers: Readonly<Record<string, string>>,
  fault: RequestFaultKind | undefined,
): Readonly<Record<string, string>> {
  if (fault === 'html_body') return { ...headers, 'content-type': 'text/html' };
  if (fault === 'bad_gzip') return { ...headers, 'content-encoding': 'gzip' };
  return headers;
}

function send(
  response: ServerResponse,
  { status, body, headers }: { status: number; body: string; headers: Readonly<Record<string, string>> },
): number {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  response.end(body);
  return status;
}

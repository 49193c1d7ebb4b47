/**
 * Bodies as they come. Senders of alerts say text/plain, JSON, a form, nothing, or nonsense about one and the same text,
 * so what they say is not looked at.
 */
import type { FastifyInstance } from 'fastify';

const ANY_TYPE = 'application/octet-stream';

/** Hands every body in this scope over as a Buffer, whatever its content type. */
export function takeRawBodies(app: FastifyInstance): void {
  acceptEveryType(app);
  app.addHook('onRequest', (request, _reply, done) => {
    request.raw.headers['content-type'] = ANY_TYPE;
    done();
  });
}

/** As above, but a content type that is none is refused. */
export function acceptEveryType(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  // The star alone would do, but only what is registered by name is found without taking the header apart each time.
  for (const type of [ANY_TYPE, 'application/json', '*']) {
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }
}

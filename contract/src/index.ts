/** Everything that crosses the wire. Written for third parties; nothing here knows how the server is made. */
export { faceStatus } from './compat/trading-v2.ts';
export type { ErrorDefinition, Language } from './errors/definition.ts';
export { PROBLEM_MEDIA_TYPE, type Problem, problem } from './errors/problem.ts';
export {
  ERROR_CODES,
  type ErrorCode,
  findError,
  type RegisteredError,
  renderError,
  statusOf,
  titleOf,
} from './errors/registry.ts';
export {
  feedEvent,
  type StreamMessage,
  type StreamRequest,
  streamMessage,
  streamRequest,
} from './events/messages.ts';
export { type GeneratedFileName, generatedFile } from './generated-file.ts';
export { account, newAccount } from './rest/account-shapes.ts';
export { health, healthBrief } from './rest/health.ts';
export { instrument } from './rest/instruments.ts';
export { marketBook, marketCandles, marketTicker, marketTrades } from './rest/market.ts';
export type { Access, Method, Operation } from './rest/operation.ts';
export { type BodyOf, OPERATIONS, type OperationId, type QueryOf } from './rest/operations.ts';
export {
  type NewOrder,
  newOrder,
  OPEN_ORDER_STATUSES,
  order,
  orderDetail,
  orderOutcome,
  WAIT_MAX_MS,
} from './rest/orders.ts';
export { position } from './rest/positions.ts';
export { previewAnswer, type SignalPreviewAnswer, signal, signalDetail } from './rest/signals.ts';
export { check, decision, trailEntry } from './rest/trail.ts';
export { route, routeChange, webhook } from './rest/webhooks.ts';
export { decimalInput, type Scope } from './scalars.ts';
export * as scalars from './scalars.ts';
export { type HookAnswer, wireCommand } from './webhooks/answers.ts';

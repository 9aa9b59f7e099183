export type {
  ApiBackplane,
  Bus,
  Claim,
  ClaimReading,
  ClaimStore,
  Dispatch,
  Gathered,
  Inbox,
  Readiness,
  Respond,
  RouteKey,
  RouteRegistrar,
  WorkerBackplane,
} from './backplane.js';
export { createMemoryBackplane, type MemoryBackplane } from './memory/memory-backplane.js';
export type { BackplaneObserver } from './observer.js';
export { DIRECT_INBOX_PATH } from './redis/direct-bus.js';
export { createRedisApiBackplane, createRedisWorkerBackplane } from './redis/redis-backplane.js';
export type { RedisSettings } from './redis/settings.js';
export { channelRoute, userRoute } from './target-routes.js';

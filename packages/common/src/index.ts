export { createJwtVerifier, type Identity, type JwtVerifier } from './auth/jwt.js';
export { bearerOf, createTokenCheck, type TokenCheck } from './auth/tokens.js';
export { type BusMetrics, createBusMetrics, registerBusState } from './bus-metrics.js';
export {
  type Config,
  ConfigError,
  type ConfigInput,
  type LoadedConfig,
  type RedisHost,
  type Service,
} from './config/config.js';
export { isRedisConfigured, loadConfig } from './config/load.js';
export { OPTIONS, type OptionInfo, type OptionName } from './config/options.js';
export { optionsMarkdownTable, printConfig, sampleConfigToml } from './config/print.js';
export { createDeadline, type Deadline, withinDeadline } from './deadline.js';
export { createFailureLog, type FailureLog } from './failure-log.js';
export type { Histogram } from './instruments.js';
export { createLogger, type Logger } from './logger.js';
export { createMetrics } from './metrics.js';
export { LAG_BUCKETS, type Metrics } from './metrics-port.js';
export { createOps, type NotReady, type Ops, type OpsAnswer } from './ops.js';
export { type OpsServer, startOpsServer } from './ops-server.js';
export { parseTraceContext, startCallSpan, startDeliverySpan, type TraceContext, type WorkSpan } from './tracing.js';
export { VERSION } from './version.js';

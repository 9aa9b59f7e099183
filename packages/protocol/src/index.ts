export { CLOSE_CODES, type CloseName, isDisconnectCode } from './close-codes.js';
export { BrokerError, ERRORS, type ErrorBody, type ErrorCode, RETRY_AFTER_SECONDS } from './errors.js';
export { createConnectionId, createProc, procOfConnection, procOfWorker, toWorkerId } from './ids.js';
export { cutUtf8, isChannelName, isClaimId, isName, LIMITS, splitNames, utf8Length } from './limits.js';
export { type ClaimTarget, matchesTarget, type Target } from './target.js';

import type { Inbox, Respond } from '@dsock/backplane';
import { parseTraceContext, startDeliverySpan } from '@dsock/common';
import type { Envelope, Result } from '@dsock/protocol/codec';

/** What a span says of an answer: counts, never names. */
function attributesOf(result: Result): Record<string, number> {
  switch (result.kind) {
    case 'sent':
      return { 'dsock.delivered': result.delivered, 'dsock.dropped': result.dropped };
    case 'disconnected':
    case 'changed':
      return { 'dsock.connections': result.count };
    case 'info':
    case 'failed':
      return {};
  }
}

/**
 * Hand an envelope to `inbox` within a span of its own, which ends when the last socket had its turn.
 *
 * One span for each envelope, whatever the number of its recipients.
 */
export function traced(inbox: Inbox, envelope: Envelope, respond: undefined | Respond): void {
  const { action, target, requestId } = envelope;
  const caller = parseTraceContext(envelope.traceparent, envelope.tracestate);
  const span = startDeliverySpan(`deliver ${action.kind}`, caller, () => ({
    'messaging.system': 'dsock',
    'messaging.operation.type': 'process',
    'dsock.target.kind': target.kind,
    'dsock.request_id': requestId,
  }));
  if (!span.recording) {
    inbox(envelope, respond);
    return;
  }
  span.run(() => {
    // Also where nobody waits for an answer: it tells when the work is done.
    inbox(envelope, (result, last) => {
      span.note(attributesOf(result));
      if (last) span.end(result.kind === 'failed' ? 'failed' : undefined);
      respond?.(result, last);
    });
  });
}

import {
  type Attributes,
  type Context,
  context,
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { VERSION } from './version.js';

/** Where a trace has got to, in the words of W3C Trace Context: the headers `traceparent` and `tracestate`. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate: undefined | string;
}

/** The span of one piece of work. Without a tracer in the process it does nothing, and passes the context on. */
export interface WorkSpan {
  /** What the next process continues; undefined: nobody traces this. */
  readonly context: undefined | TraceContext;
  /** Whether anybody will see it. */
  readonly recording: boolean;
  /** Do the work, with this span as the active one. */
  run<T>(work: () => T): T;
  note(attributes: Attributes): void;
  /** End the span; `failure`: what failed, of our doing. */
  end(failure?: string): void;
}

// A tracer of nothing until somebody registers a provider; whoever does must do so before the service starts.
const tracer = trace.getTracer('dsock', VERSION);

/** version - trace id - parent id - flags; later versions may append more. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;
const TRACEPARENT_CHARACTERS = 55;
/** What W3C asks everybody to carry at least. */
const TRACESTATE_CHARACTERS = 512;

/**
 * Read what a caller sent; undefined when it is none, or malformed.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function parseTraceContext(
  traceparent: undefined | string,
  tracestate: undefined | string,
): undefined | TraceContext {
  if (traceparent === undefined || !TRACEPARENT.test(traceparent)) return undefined;
  const isLater = !traceparent.startsWith('00');
  if (traceparent.length > TRACEPARENT_CHARACTERS && !isLater) return undefined;
  const state = tracestate !== undefined && tracestate.length <= TRACESTATE_CHARACTERS ? tracestate : undefined;
  return {
    // Of a later version we understand, and so send on, what is in ours.
    traceparent: isLater ? `00${traceparent.slice(2, TRACEPARENT_CHARACTERS)}` : traceparent,
    tracestate: state || undefined,
  };
}

function toSpanContext({ traceparent, tracestate }: TraceContext): SpanContext {
  return {
    traceId: traceparent.slice(3, 35),
    spanId: traceparent.slice(36, 52),
    traceFlags: Number.parseInt(traceparent.slice(53), 16),
    isRemote: true,
    ...(tracestate !== undefined && { traceState: createTraceState(tracestate) }),
  };
}

function fromSpanContext(span: SpanContext): TraceContext {
  const flags = span.traceFlags.toString(16).padStart(2, '0');
  return {
    traceparent: `00-${span.traceId}-${span.spanId}-${flags}`,
    tracestate: span.traceState?.serialize() || undefined,
  };
}

/** A caller's context as the parent, unless something in this process has a span around us already. */
function parentOf(caller: undefined | TraceContext): Context {
  const active = context.active();
  if (!caller || trace.getSpanContext(active)) return active;
  return trace.setSpanContext(ROOT_CONTEXT, toSpanContext(caller));
}

/** Start the span of one call of the API. */
export function startCallSpan(name: string, caller: undefined | TraceContext, attributes: () => Attributes): WorkSpan {
  return start({ name, kind: SpanKind.SERVER, caller, attributes });
}

/** Start the span of what one worker does with one envelope: a child of the call's span. */
export function startDeliverySpan(
  name: string,
  caller: undefined | TraceContext,
  attributes: () => Attributes,
): WorkSpan {
  return start({ name, kind: SpanKind.CONSUMER, caller, attributes });
}

function start(options: {
  name: string;
  kind: SpanKind;
  caller: undefined | TraceContext;
  attributes: () => Attributes;
}): WorkSpan {
  const { name, kind, caller } = options;
  const parent = parentOf(caller);
  const span = tracer.startSpan(name, { kind }, parent);
  if (!span.isRecording()) return passOn(span, caller);
  span.setAttributes(options.attributes());
  return {
    context: fromSpanContext(span.spanContext()),
    recording: true,
    run: (work) => context.with(trace.setSpan(parent, span), work),
    note: (attributes) => void span.setAttributes(attributes),
    end: (failure) => {
      if (failure !== undefined) {
        span.setAttribute('error.type', failure);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
}

const nothing = (): void => undefined;

/** A span that nobody records: the context goes on as it came, or with what a sampler made of it. */
function passOn(span: Span, caller: undefined | TraceContext): WorkSpan {
  const own = span.spanContext();
  const isCallers = caller?.traceparent.startsWith(own.spanId, 36) === true;
  return {
    context: isCallers || !isSpanContextValid(own) ? caller : fromSpanContext(own),
    recording: false,
    run: (work) => work(),
    note: nothing,
    end: nothing,
  };
}

import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  ParentBasedSampler,
  type Sampler,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseTraceContext, startCallSpan, startDeliverySpan } from './tracing.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const SAMPLED = `00-${TRACE}-${PARENT}-01`;
const NONE = () => ({});

describe('trace context', () => {
  it('trace context - is taken as it came when it is well-formed', () => {
    expect(parseTraceContext(SAMPLED, 'a=1')).toEqual({ traceparent: SAMPLED, tracestate: 'a=1' });
    expect(parseTraceContext(SAMPLED, '')).toEqual({ traceparent: SAMPLED, tracestate: undefined });
  });

  it('trace context - of a later version is read as ours', () => {
    expect(parseTraceContext(`cc-${TRACE}-${PARENT}-01-what-ever`, undefined)?.traceparent).toBe(SAMPLED);
  });

  it.each([
    undefined,
    '',
    'x',
    `00-${TRACE}-${PARENT}`,
    `${SAMPLED}-more`,
    `ff-${TRACE}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    SAMPLED.toUpperCase(),
    `${SAMPLED}, ${SAMPLED}`,
    `\n${SAMPLED}`,
  ])('trace context - %j counts as none', (header) => {
    expect(parseTraceContext(header, 'a=1')).toBeUndefined();
  });

  it('trace context - a state beyond 512 characters is left out', () => {
    expect(parseTraceContext(SAMPLED, `a=${'b'.repeat(511)}`)?.tracestate).toBeUndefined();
  });
});

describe('without a tracer', () => {
  it('no tracer - the context of the caller goes on unchanged, and nothing is asked for', () => {
    const span = startCallSpan('POST /send', parseTraceContext(SAMPLED, 'a=1'), () => {
      throw new Error('nobody records this');
    });
    expect(span.recording).toBe(false);
    expect(span.context).toEqual({ traceparent: SAMPLED, tracestate: 'a=1' });
    expect(span.run(() => 7)).toBe(7);
    span.end();
  });

  it('no tracer - without a caller there is no context', () => {
    expect(startCallSpan('POST /send', undefined, NONE).context).toBeUndefined();
  });
});

describe('with a tracer', () => {
  const exporter = new InMemorySpanExporter();

  let sampledShare = 1;

  // Once: the API keeps the first provider it found, as a process has one.
  beforeAll(() => {
    const root: Sampler = {
      shouldSample: (_, traceId) => new TraceIdRatioBasedSampler(sampledShare).shouldSample(ROOT_CONTEXT, traceId),
      toString: () => 'a share of all',
    };
    const sampler = new ParentBasedSampler({ root });
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ sampler, spanProcessors: [new SimpleSpanProcessor(exporter)] }),
    );
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  afterEach(() => {
    exporter.reset();
    sampledShare = 1;
  });

  it('tracer - a call is a server span under its caller, and what it sends on is itself', () => {
    const span = startCallSpan('POST /send', parseTraceContext(SAMPLED, 'a=1'), () => ({ 'http.route': '/send' }));
    span.note({ 'http.response.status_code': 200 });
    span.end();
    const [ended] = exporter.getFinishedSpans();
    expect(ended).toMatchObject({
      name: 'POST /send',
      kind: SpanKind.SERVER,
      parentSpanContext: { traceId: TRACE, spanId: PARENT, isRemote: true },
      attributes: { 'http.route': '/send', 'http.response.status_code': 200 },
      status: { code: SpanStatusCode.UNSET },
    });
    expect(span.context).toEqual({
      traceparent: `00-${TRACE}-${ended?.spanContext().spanId}-01`,
      tracestate: 'a=1',
    });
    expect(ended?.spanContext().spanId).not.toBe(PARENT);
  });

  it('tracer - a delivery is a consumer span under the call', () => {
    const call = startCallSpan('POST /send', undefined, NONE);
    const delivery = startDeliverySpan('deliver send', call.context, NONE);
    delivery.end('failed');
    call.end();
    const [consumer, server] = exporter.getFinishedSpans();
    expect(consumer?.kind).toBe(SpanKind.CONSUMER);
    expect(consumer?.parentSpanContext?.spanId).toBe(server?.spanContext().spanId);
    expect(consumer?.spanContext().traceId).toBe(server?.spanContext().traceId);
    expect(consumer).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'failed' } });
  });

  it('tracer - a span around us, as of an instrumented server, is the parent instead of the header', () => {
    const outer = trace.getTracer('http').startSpan('outer');
    context.with(trace.setSpan(ROOT_CONTEXT, outer), () => {
      startCallSpan('POST /send', parseTraceContext(SAMPLED, undefined), NONE).end();
    });
    expect(exporter.getFinishedSpans()[0]?.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
  });

  it('tracer - the span is the active one during its work, awaited parts included', async () => {
    const span = startCallSpan('POST /send', undefined, NONE);
    const active = await span.run(async () => {
      await Promise.resolve();
      return trace.getSpanContext(context.active());
    });
    expect(span.context?.traceparent).toContain(active?.spanId);
    span.end();
  });

  it('tracer - a trace that the caller or the sampler leaves out stays out, and says so further on', () => {
    sampledShare = 0;
    const unsampled = startCallSpan('POST /send', parseTraceContext(`00-${TRACE}-${PARENT}-00`, undefined), NONE);
    const dropped = startCallSpan('POST /send', undefined, NONE);
    for (const span of [unsampled, dropped]) {
      expect(span.recording).toBe(false);
      expect(span.context?.traceparent).toMatch(/-00$/);
      span.end();
    }
    expect(unsampled.context?.traceparent).toContain(TRACE);
    expect(exporter.getFinishedSpans()).toHaveLength(0);
  });
});

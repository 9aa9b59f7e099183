// What an operator does to switch tracing on: loaded with --import, before the service. Its exporter keeps spans in
// memory and hands them to the test as lines of a file.
import { appendFileSync } from 'node:fs';
import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));

function toLine(span) {
  const { traceId, spanId, traceState } = span.spanContext();
  const { name, kind, attributes, parentSpanContext, status } = span;
  const state = traceState?.serialize();
  return `${JSON.stringify({ name, kind, attributes, status, traceId, spanId, state, parentId: parentSpanContext?.spanId, pid: process.pid })}\n`;
}

setInterval(() => {
  const lines = exporter.getFinishedSpans().map(toLine);
  exporter.reset();
  if (lines.length > 0) appendFileSync(process.env.E2E_SPANS_FILE, lines.join(''));
}, 20).unref();

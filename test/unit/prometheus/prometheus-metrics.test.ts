import { expect, test } from '@jest/globals';
import { PrometheusMetrics } from '../../../adapters/prometheus/prometheus-metrics.ts';
import { requestEvent } from '../event-log/request-event.ts';

const isListed = (label: string): boolean => ['mock/model-a', 'mock/model-b'].includes(label);
const gauges = { running: 2, waiting: 1, memoryBytes: 1024, startTime: 1_795_000_000 };

test('a request is counted with its attempts and its tokens, each bucket apart', () => {
  const metrics = new PrometheusMetrics(isListed);
  metrics.request(requestEvent());
  const text = metrics.expose(gauges);
  for (const line of [
    'cato_requests_total{path="/v1/chat/completions",status="200",stream="true"} 1',
    'cato_attempts_total{target="mock/model-a",outcome="finished"} 1',
    'cato_tokens_total{target="mock/model-a",bucket="fresh_input"} 7',
    'cato_tokens_total{target="mock/model-a",bucket="cache_read"} 4',
    'cato_tokens_total{target="mock/model-a",bucket="cache_write_5m"} 3',
    'cato_tokens_total{target="mock/model-a",bucket="output"} 5',
    'cato_request_duration_seconds_count 1',
    'cato_running_requests 2',
    'cato_waiting_requests 1',
    'process_resident_memory_bytes 1024',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
});

test('a finished answer without usage is counted as such, not as zero tokens', () => {
  const metrics = new PrometheusMetrics(isListed);
  metrics.request(requestEvent({ usage: null }));
  const text = metrics.expose(gauges);
  expect(text).toContain('cato_usage_missing_total{target="mock/model-a"} 1');
  expect(text).not.toContain('cato_tokens_total{');
});

test('a request that reached no provider counts no attempt and no missing usage', () => {
  const metrics = new PrometheusMetrics(isListed);
  metrics.request(
    requestEvent({ status: 400, target: null, attempts: [], stopReason: null, usage: null, firstByteMs: null }),
  );
  const text = metrics.expose(gauges);
  expect(text).not.toMatch(/cato_(attempts|usage_missing)_total\{/);
  expect(text).toContain('cato_first_byte_seconds_count 0');
});

test('every metric has its help and its type once, and every line can be read', () => {
  const metrics = new PrometheusMetrics(isListed);
  metrics.request(requestEvent());
  const lines = metrics.expose(gauges).trimEnd().split('\n');
  const helped = lines.filter((line) => line.startsWith('# HELP')).map((line) => line.split(' ')[2]);
  expect(new Set(helped).size).toBe(helped.length);
  expect(lines.filter((line) => line.startsWith('# TYPE'))).toHaveLength(helped.length);
  for (const line of lines) expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[^}]*\})? [0-9.e+-]+)$/);
});

test('a recovery is counted with how its own attempt ended, not the request', () => {
  const metrics = new PrometheusMetrics(isListed);
  const [attempt] = requestEvent().attempts;
  if (!attempt) throw new Error('no attempt');
  const ended = (outcome: typeof attempt.outcome) => ({ ...attempt, outcome });
  const recovery = { how: 'restart', from: 'mock/model-a', to: 'mock/model-b', characters: 9 } as const;
  const attempts = [ended('broken-answer'), ended('diverged'), ended('finished')];
  const recoveries = [1, 2].map((index) => ({ ...recovery, attempt: index }));
  metrics.request(requestEvent({ attempts, recoveries }));
  const lines = metrics.expose(gauges).split('\n');
  expect(lines).toContain('cato_recoveries_total{how="restart",target="mock/model-b",outcome="diverged"} 1');
  expect(lines).toContain('cato_recoveries_total{how="restart",target="mock/model-b",outcome="finished"} 1');
});

test('what a client alone has named is counted with its provider, and pushes nothing out', () => {
  const metrics = new PrometheusMetrics(isListed);
  const [attempt] = requestEvent().attempts;
  if (!attempt) throw new Error('no attempt');
  for (let made = 0; made < 3000; made += 1) {
    const target = `mock/made-up/${made}`;
    const recoveries = [{ how: 'restart', from: target, to: target, characters: 9, attempt: 0 } as const];
    metrics.request(requestEvent({ target, attempts: [{ ...attempt, target }], recoveries }));
  }
  metrics.request(requestEvent({ usage: null, target: 'mock/made-up' }));
  metrics.request(requestEvent());
  const lines = metrics.expose(gauges).split('\n');
  expect(lines).toContain('cato_attempts_total{target="mock/other",outcome="finished"} 3000');
  expect(lines).toContain('cato_recoveries_total{how="restart",target="mock/other",outcome="finished"} 3000');
  expect(lines).toContain('cato_tokens_total{target="mock/other",bucket="output"} 15000');
  expect(lines).toContain('cato_usage_missing_total{target="mock/other"} 1');
  expect(lines).toContain('cato_attempts_total{target="mock/model-a",outcome="finished"} 2');
  expect(lines.join('\n')).not.toContain('made-up');
});

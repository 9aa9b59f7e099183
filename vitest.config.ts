import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const SECOND = 1000;
const isCi = process.env.CI !== undefined && process.env.CI !== '';

/**
 * "source" is the condition under which every package exports its TypeScript, so no test needs a build; the others are
 * Vite's own without "module", under which some packages keep code for bundlers that Node cannot load.
 */
const CONDITIONS = ['source', 'node', 'development|production'];

interface ProjectOptions {
  readonly include: string;
  readonly exclude?: string;
  readonly timeoutMs: number;
  /** Whole clusters at once would measure each other's load on two cores. */
  readonly oneFileAtATime?: boolean;
}

function project(name: string, options: ProjectOptions): TestProjectInlineConfiguration {
  return {
    resolve: { conditions: CONDITIONS },
    ssr: { resolve: { conditions: CONDITIONS } },
    test: {
      name,
      include: [options.include],
      exclude: ['**/node_modules/**', '**/dist/**', ...(options.exclude ? [options.exclude] : [])],
      environment: 'node',
      pool: 'forks',
      testTimeout: options.timeoutMs,
      hookTimeout: options.timeoutMs,
      fileParallelism: !options.oneFileAtATime,
      // A test that passes on the second try has found a race: never try twice.
      retry: 0,
      allowOnly: !isCi,
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      project('unit', { include: 'packages/*/src/**/*.test.ts', timeoutMs: 5 * SECOND }),
      project('integration', { include: 'packages/*/tests/**/*.test.ts', timeoutMs: 20 * SECOND }),
      project('e2e', { include: 'e2e/*.test.ts', timeoutMs: 60 * SECOND, oneFileAtATime: true }),
      project('manifests', { include: 'deploy/kubernetes/tests/**/*.test.ts', timeoutMs: 120 * SECOND }),
      project('full', { include: 'e2e/full/**/*.test.ts', timeoutMs: 300 * SECOND, oneFileAtATime: true }),
      project('docker', { include: 'e2e/docker/**/*.test.ts', timeoutMs: 300 * SECOND, oneFileAtATime: true }),
    ],
  },
});

import { CopyButton } from '@/components/ui/copy-button';

const STEPS = [
  {
    text: 'Print the SQL of a role that can read and nothing else, and run it on your server.',
    command: 'npm run --silent role -- --timescale',
  },
  {
    text: 'Write its address into chunkwise.config.json, in the folder where Chunkwise was started: it appears here within seconds, without a restart.',
    command: '{ "databases": [{ "id": "metrics", "url": "postgres://chunkwise@host/database" }] }',
  },
  {
    text: 'Open Settings: Coverage says what the role cannot read, with the grant that mends it.',
    command: null,
  },
] as const;

/** The three steps to one's own database. */
export function DemoSteps() {
  return (
    <section aria-label="Connect your own">
      <h2 className="mb-2 font-medium">Connect your own</h2>
      <ol className="flex flex-col gap-3">
        {STEPS.map(({ text, command }, index) => (
          <li key={text} className="flex gap-3">
            <span className="nums mt-px flex size-5 shrink-0 items-center justify-center rounded-full border border-line-strong text-2xs text-muted">
              {index + 1}
            </span>
            <div className="min-w-0 flex-1">
              <p className="text-muted">{text}</p>
              {command !== null && (
                <div className="mt-1.5 flex items-center justify-between gap-2 rounded-md border border-line bg-surface ps-3 pe-1">
                  <code className="min-w-0 break-all py-1.5 font-mono text-xs">{command}</code>
                  <CopyButton text={command} what={`the command of step ${index + 1}`} />
                </div>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

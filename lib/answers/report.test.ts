import { describe, expect, it } from 'vitest';
import { reportMarkdown } from '@/lib/format/report-markdown';
import { snapshotOf } from '@/lib/rules/testing/context';
import { dailyChunks, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { policy } from '@/lib/rules/testing/job-rows';
import { settings } from '@/lib/rules/testing/setting-rows';
import { reportOf } from './report';
import { view } from './testing/view';

const report = (name: string) =>
  reportMarkdown(
    reportOf(
      view(
        snapshotOf({
          settings: settings({ fsync: 'off' }).map((row) => ({ ...row, context: 'sighup' })),
          hypertables: [hypertable()],
          chunks: dailyChunks(3),
          policies: [policy()],
        }),
        { target: { id: 'app', name, url: 'postgres://', tags: [], profile: {}, demo: null } },
      ),
    ),
  );

describe('the report of a database', () => {
  it('has its parts in order, each open finding with SQL, undo and verification, and what is not known', () => {
    const text = report('App');
    const heads = text.split('\n').filter((line) => /^#{1,2} /.test(line));
    expect(heads.map((line) => line.replace(/\d+ open findings?/, 'n'))).toEqual([
      '# App',
      '## Health',
      '## Now',
      '## Advice: n',
      '## Not known',
    ]);
    const finding = text.slice(text.indexOf('### critical: Turn fsync on'));
    expect(finding).toMatch(
      /```sql\nALTER SYSTEM SET "fsync" = 'on';[\s\S]*\*\*Undo\*\*[\s\S]*\*\*Verify\*\*/,
    );
    expect(text).toMatch(/\n- .*not collected yet/);
    expect(text).toMatch(/\| Connections \| not known: /);
  });

  it('lets no name become markup', () => {
    const text = report('a | b <script> # c');
    expect(text.split('\n')[0]).toBe('# a \\| b \\<script\\> \\# c');
  });
});

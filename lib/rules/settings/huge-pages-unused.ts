import { settingBytes } from '@/lib/derive/setting-bytes';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { defineRule } from '../rule';
import { FIXED_SETTINGS, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

/** From here on the page tables of hundreds of sessions take gigabytes themselves (operations reference). */
const LARGE_BUFFERS_BYTES = 8 * 1_073_741_824;
/** The first that says whether it got them. */
const STATUS_SINCE_MAJOR = 17;

export default defineRule({
  meta: {
    id: 'settings/huge-pages-unused',
    title: 'A large buffer pool lies in small memory pages',
    why: 'Each session keeps a page table of the shared memory that it has touched: in pages of 4 kB a few hundred sessions need gigabytes for the tables alone. When the system has no huge pages to give, the server takes small ones and says nothing.',
    source: 'https://www.postgresql.org/docs/current/kernel-resources.html#LINUX-HUGE-PAGES',
    needs: ['settings'],
    facts: {
      bufferBytes: { label: 'shared_buffers', source: 'pg_settings' },
      hugePages: { label: 'Huge pages needed', source: 'pg_settings: shared_memory_size_in_huge_pages' },
    },
  },
  check({ settings }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const bufferBytes = settingBytes('shared_buffers', settings);
    if (bufferBytes === null) return { notRun: 'shared_buffers was not read' };
    if (bufferBytes < LARGE_BUFFERS_BYTES) return [];
    const [wanted, status, needed] = [
      'huge_pages',
      'huge_pages_status',
      'shared_memory_size_in_huge_pages',
    ].map((name) => settings.find((setting) => setting.name === name));
    const isOff = wanted?.setting === 'off';
    if (!isOff && server.major < STATUS_SINCE_MAJOR)
      return { notRun: `PostgreSQL ${server.major} does not say whether it got huge pages; 17 does` };
    if (!isOff && status?.setting !== 'off') return [];
    // -1 where the system has no huge pages at all.
    const pages = Number(needed?.setting ?? -1);
    const hugePages = pages > 0 ? pages : null;
    return [
      {
        subject: ['huge_pages'],
        severity: 'notice',
        confidence: 'medium',
        title: `Let ${bytes(bufferBytes)} of shared_buffers lie in huge pages`,
        detail: isOff
          ? `huge_pages is off.${reserve(hugePages)}${wanted ? settingLimits(wanted) : ''}`
          : `huge_pages is ${wanted?.setting ?? 'try'}, and the server got none.${reserve(hugePages)} Then restart it. No SQL reserves them.`,
        facts: { bufferBytes, hugePages },
        impact: {
          prevents: 'memory and time that go into page tables',
          basis: `${bytes(bufferBytes)} are at least ${bytes(LARGE_BUFFERS_BYTES)}.`,
        },
        ...(isOff &&
          wanted &&
          settingAdvice(
            {
              setting: wanted,
              value: 'try',
              worsens: 'What the system reserves as huge pages is lost to everything else.',
            },
            server,
          )),
      },
    ];
  },
});

const reserve = (pages: number | null) =>
  pages === null
    ? ' Reserve huge pages in the system first: postgres -C shared_memory_size_in_huge_pages says how many.'
    : ` Reserve ${count(pages)} huge pages in the system first: sysctl -w vm.nr_hugepages=${pages}, and the same in /etc/sysctl.d.`;

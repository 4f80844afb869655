import type { PlanFields } from './plan';

/** One line below a node of a text plan, as fields of the JSON format. Lines that say nothing new give none. */
export function lineFields(words: string, node: PlanFields): PlanFields {
  const found = /^([A-Z][\w /-]*?): +(.*)$/.exec(words);
  if (!found) return {};
  const [, name = '', value = ''] = found;
  return (SPECIAL[name] ?? plain)(value, node, name);
}

type Reader = (value: string, node: PlanFields, name: string) => PlanFields;

/** What the text format writes on one line and the JSON format in several fields. */
const SPECIAL: Readonly<Record<string, Reader>> = {
  Buffers: buffers,
  'I/O Timings': timings,
  'Heap Blocks': (value) => pairs(value, '', ' Heap Blocks'),
  WAL: (value) => {
    const { Records = 0, Fpi = 0, Bytes = 0 } = pairs(value, '', '');
    return { 'WAL Records': Records, 'WAL FPI': Fpi, 'WAL Bytes': Bytes };
  },
  'Sort Method': (value) => {
    const [, method = value, place = 'Memory', space = '0'] =
      /^(.+?)\s+(Memory|Disk): (\d+)kB/.exec(value) ?? [];
    return { 'Sort Method': method, 'Sort Space Type': place, 'Sort Space Used': Number(space) };
  },
  Buckets: (value, node) => hash(`Buckets: ${value}`, node),
  Batches: (value, node) => hash(`Batches: ${value}`, node),
  'Planned Partitions': (value, node) => hash(`Planned Partitions: ${value}`, node),
  Hits: (value) => memoize(`Hits: ${value}`),
  Storage: (value) => {
    const [, place = value, size = '0'] = /^(\w+)\s+Maximum Storage: (\d+)kB/.exec(value) ?? [];
    return { Storage: place, 'Maximum Storage': Number(size) };
  },
};

const plain: Reader = (value, _node, name) => {
  if (LISTS.has(name)) return { [name]: value.split(', ') };
  if (/^-?\d+(\.\d+)?$/.test(value)) return { [name]: Number(value) };
  if (value === 'true' || value === 'false') return { [name]: value === 'true' };
  return { [name]: value };
};

const LISTS: ReadonlySet<string> = new Set(['Sort Key', 'Presorted Key', 'Group Key', 'Output', 'Order']);

/** `exact=12 lossy=3`, each name with what stands before and after it in JSON. */
function pairs(text: string, before: string, after: string): Record<string, number> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)=([\d.]+)/g)].map(([, name = '', value]) => [
      `${before}${capital(name)}${after}`,
      Number(value),
    ]),
  );
}

/** `shared hit=4 read=1, temp read=2 written=2`. */
function buffers(value: string): PlanFields {
  return Object.assign(
    {},
    ...value.split(', ').map((part) => {
      const [kind = ''] = part.split(' ');
      return pairs(part, `${capital(kind)} `, ' Blocks');
    }),
  );
}

/** `shared read=0.1 write=0.2, temp write=0.3` from 17, `read=0.1 write=0.2` before. */
function timings(value: string): PlanFields {
  return Object.assign(
    {},
    ...value.split(', ').map((part) => {
      const [kind = ''] = part.split(' ');
      const prefix = kind.includes('=') || kind === 'shared/local' ? '' : `${capital(kind)} `;
      return pairs(part, `${prefix}I/O `, ' Time');
    }),
  );
}

function hash(text: string, node: PlanFields): PlanFields {
  const value = (name: string) => {
    const found = new RegExp(`${name}: (\\d+)`).exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const original = [...text.matchAll(/(?:originally|original) (\d+)/g)].map(([, digits]) => Number(digits));
  const isAggregate = node['Node Type'] === 'Aggregate';
  const batches = value('Batches');
  return defined({
    'Planned Partitions': value('Planned Partitions'),
    'Hash Buckets': value('Buckets'),
    [isAggregate ? 'HashAgg Batches' : 'Hash Batches']: batches,
    ...(isAggregate ? {} : { 'Original Hash Batches': original.at(-1) ?? batches }),
    'Peak Memory Usage': value('Memory Usage'),
    'Disk Usage': value('Disk Usage'),
  });
}

function memoize(text: string): PlanFields {
  return Object.fromEntries(
    [...text.matchAll(/(Hits|Misses|Evictions|Overflows): (\d+)/g)].map(([, name = '', value]) => [
      `Cache ${name}`,
      Number(value),
    ]),
  );
}

const defined = (fields: Record<string, unknown>): PlanFields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

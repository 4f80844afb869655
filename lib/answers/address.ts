import { PATHS } from './openapi';

/** What Next answers by itself wherever there is a GET, and everywhere. */
const IMPLIED_BY_GET = ['HEAD'];
const IMPLIED = ['OPTIONS'];

interface Address {
  readonly methods: readonly string[];
  /** Answers whoever asks: liveness, and the sign-in itself. */
  readonly needsSignIn: boolean;
}

interface Endpoint extends Address {
  readonly pattern: RegExp;
}

const ENDPOINTS: readonly Endpoint[] = Object.entries(PATHS).map(([path, operations]) => {
  const written = Object.keys(operations).map((method) => method.toUpperCase());
  const implied = [...(written.includes('GET') ? IMPLIED_BY_GET : []), ...IMPLIED];
  return {
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
    methods: [...written, ...implied].sort(),
    needsSignIn: Object.values(operations).some(({ security }) => security === undefined),
  };
});

/** What an address of our HTTP interface takes, by the same list that documents it; null for one that is none of ours. */
export function addressOf(pathname: string): Address | null {
  return ENDPOINTS.find(({ pattern }) => pattern.test(pathname)) ?? null;
}

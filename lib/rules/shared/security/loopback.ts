/** Whether an address of pg_hba.conf or of listen_addresses is reached from this machine alone. */
export const isLoopback = (address: string): boolean =>
  /^127\./.test(address) || ['::1', 'localhost', 'samehost'].includes(address);

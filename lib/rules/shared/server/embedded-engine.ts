/** The answer of rules about many sessions and the log of a server, on the engine that has one session and no other server. */
export const EMBEDDED_ENGINE = {
  notApplicable: 'This engine comes with Chunkwise and has one session at a time',
};

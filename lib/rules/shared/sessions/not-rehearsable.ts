/** Why advice that ends sessions is not rehearsed. */
export const NO_SESSION = 'A sandbox has none of the sessions of this server.';

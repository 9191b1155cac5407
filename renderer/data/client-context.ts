import { createContext, useContext } from 'react';
import type { HostedClient } from '../client.ts';

export const ClientContext = createContext<HostedClient | null>(null);

/** The one way to the core. A context, so that no component builds a client of its own. */
export function useClient(): HostedClient {
  const client = useContext(ClientContext);
  if (!client) throw new Error('No client above this component.');
  return client;
}

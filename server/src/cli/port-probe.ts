/** Whether a port can be listened on, found out by doing it for a moment. */
import { createServer } from 'node:net';

export interface PortProbe {
  readonly host: string;
  readonly port: number;
}

/** The system's error when it can not, undefined when it can. Port 0 always can. */
export function probePort({ host, port }: PortProbe): Promise<NodeJS.ErrnoException | undefined> {
  if (port === 0) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Whether a Signalbox answers at an address: it is asked how it is, which needs no key on this machine. */

const TIMEOUT_MS = 3_000;

/** True for any answer to that question, also for "not well". */
export async function serverAnswers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/v1/health`, {
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.status === 200 || response.status === 503;
  } catch {
    return false;
  }
}

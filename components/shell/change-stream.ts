const retryMs = 5_000;

/**
 * Calls `onChange` when something that this person may see changed after `readAt`, the server's time of what is on screen, and
 * after every gap, in which anything may have. Only a page that is looked at keeps a stream open: a browser has six connections
 * for a whole origin over HTTP/1.1.
 */
export function listenForChanges(readAt: () => number, onChange: () => void): () => void {
  let stream: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let missed = false;
  let failed = false;

  const close = () => {
    clearTimeout(retry);
    stream?.close();
    stream = undefined;
    missed = true;
  };
  const open = () => {
    if (stream || document.visibilityState === "hidden") return;
    const opened = new EventSource(`/api/v1/events?since=${readAt()}`);
    stream = opened;
    opened.onopen = () => {
      if (missed) onChange();
      missed = true;
      failed = false;
    };
    opened.addEventListener("change", onChange);
    opened.addEventListener("resync", onChange);
    opened.onerror = () => {
      // A broken connection comes back by itself; an answer other than 200 does not, and may mean that the session ended.
      if (opened.readyState !== EventSource.CLOSED) return;
      close();
      if (!failed) onChange();
      failed = true;
      retry = setTimeout(open, retryMs);
    };
  };
  const onVisibility = () => (document.visibilityState === "hidden" ? close() : open());

  open();
  document.addEventListener("visibilitychange", onVisibility);
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    close();
  };
}

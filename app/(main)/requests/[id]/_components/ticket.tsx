/** What it is about elsewhere; a link where daypass.yaml says where tickets are read. */
export function Ticket({ ticket, url }: { ticket: string | null; url: string | null }) {
  if (!ticket) return null;
  return (
    <p className="mt-1 break-words text-muted text-sm">
      Ticket{" "}
      {url ? (
        <a href={url} rel="noreferrer" target="_blank" className="text-accent underline underline-offset-2">
          {ticket}
          <span className="sr-only"> (opens in a new tab)</span>
        </a>
      ) : (
        ticket
      )}
    </p>
  );
}

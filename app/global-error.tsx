"use client";
import "./globals.css";

/** Stands in when not even the frame of the app could be shown: no part of it is used here. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Something failed · Daypass</title>
        <main className="mx-auto grid min-h-dvh max-w-md content-center justify-items-start gap-3 px-6">
          <h1 className="font-semibold text-xl">Daypass could not show this page</h1>
          <p className="text-muted">
            Nothing was changed. Try again; if it stays like this, tell a platform admin
            {error.digest ? ` and quote ${error.digest}` : ""}.
          </p>
          {/* A whole load, not a client navigation: the router may be what failed. */}
          <a
            href="/"
            className="inline-flex h-9 items-center rounded-md bg-accent px-3.5 font-medium text-accent-ink text-sm"
          >
            Try again
          </a>
        </main>
      </body>
    </html>
  );
}

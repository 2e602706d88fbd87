import Link from "next/link";

export interface Share {
  key: string;
  name: string;
  href: string;
  /** From 0 to 1. */
  share: number;
  /** "31 % of 58" */
  words: string;
}

/** One bar each, all against the same whole. */
export function Shares({ label, shares }: { label: string; shares: Share[] }) {
  const top = Math.max(0.1, ...shares.map(({ share }) => share));
  return (
    <ul aria-label={label} className="grid gap-2 text-[13px] sm:gap-0">
      {shares.map(({ key, name, href, share, words }) => (
        <li
          key={key}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 sm:h-7 sm:grid-cols-[16rem_minmax(0,1fr)_7.5rem]"
        >
          <Link href={href} className="truncate underline-offset-2 hover:underline">
            {name}
          </Link>
          <svg aria-hidden className="col-span-2 row-start-2 h-2 w-full sm:col-span-1 sm:row-start-auto">
            <rect width="100%" height="100%" rx="3" fill="var(--sunken)" />
            <rect
              width={`${(share / top) * 100}%`}
              height="100%"
              rx="3"
              fill="var(--pending)"
              opacity="0.75"
            />
          </svg>
          <span className="tabular text-right text-muted">{words}</span>
        </li>
      ))}
    </ul>
  );
}

import { cn } from "./cn";

/** Code that scrolls by itself: a named region that the keyboard reaches, or what is cut off could not be read. */
export function ScrollCode({ label, code, className }: { label: string; code: string; className?: string }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable from the keyboard
      tabIndex={0}
      aria-label={label}
      className={cn("overflow-auto rounded-md bg-sunken p-3", className)}
    >
      <pre className="font-mono text-[12.5px] leading-relaxed">{code}</pre>
    </section>
  );
}

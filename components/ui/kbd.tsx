export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="rounded border border-line bg-surface px-1.5 py-0.5 font-mono text-[11.5px] text-ink">
      {children}
    </kbd>
  );
}

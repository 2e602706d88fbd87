/** The letter of the product, as in app/icon.svg. */
export function Mark({ className = "size-5" }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className={className}>
      <rect width="32" height="32" rx="8" fill="#3a4fd8" />
      <path d="M11 8h6.5a8 8 0 0 1 0 16H11zm4 4v8h2.4a4 4 0 0 0 0-8z" fill="#fff" />
    </svg>
  );
}

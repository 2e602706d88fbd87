/** Where to ask for a role in a place. */
export function askHref(service: string, role: string, environment: string | null): string {
  return `/ask?${new URLSearchParams({ service, role, ...(environment ? { environment } : {}) })}`;
}

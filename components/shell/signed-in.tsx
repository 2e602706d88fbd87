"use client";
import { createContext, type ReactNode, useContext } from "react";

/** Who looks at the page. */
export interface Viewer {
  principalId: string;
  /** The name of the issuer that they signed in at; null when people no longer sign in there. */
  issuer: string | null;
}

const ViewerContext = createContext<Viewer>({ principalId: "", issuer: null });

export const SignedIn = ({ children, ...viewer }: Viewer & { children: ReactNode }) => (
  <ViewerContext value={viewer}>{children}</ViewerContext>
);

export const useViewer = (): Viewer => useContext(ViewerContext);

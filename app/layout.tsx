import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { themeCookie, themeOf } from "@/components/shell/theme";
import { cn } from "@/components/ui/cn";

export const metadata: Metadata = {
  title: { default: "Daypass", template: "%s · Daypass" },
  description: "Just-in-time access to the services your teams declare",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeOf((await cookies()).get(themeCookie)?.value);
  return (
    <html
      lang="en"
      data-theme={theme === "system" ? undefined : theme}
      className={cn(GeistSans.variable, GeistMono.variable)}
    >
      <body>{children}</body>
    </html>
  );
}

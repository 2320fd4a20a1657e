// Hands out the packed web app as the server does: with its content security policy, compressed where the browser takes it.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types forsegla",
].join("; ");

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

// Serves `folder` on a free port. `tamper(path, bytes)` may put other bytes in a file's place.
export async function serve(folder, tamper = () => undefined) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    const file = extname(path) ? path : "/index.html";
    const headers = {
      "content-security-policy": POLICY,
      "content-type": TYPES[extname(file)] ?? "text/plain",
      "x-content-type-options": "nosniff",
    };
    try {
      const bytes = await readFile(join(folder, file));
      const other = tamper(file, bytes);
      const packed = other ? undefined : await brotli(request, join(folder, file));
      response.writeHead(200, packed ? { ...headers, "content-encoding": "br" } : headers).end(other ?? packed ?? bytes);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => {
    server.closeAllConnections?.();
    return new Promise((closed) => server.close(closed));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}

const brotli = (request, file) =>
  /\bbr\b/.test(request.headers["accept-encoding"] ?? "") ? readFile(`${file}.br`).catch(() => undefined) : undefined;

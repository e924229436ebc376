// Unpacks the compressed Chromium of the npm package @sparticuz/chromium (first argument: its bin folder) into the
// second argument, and writes a starter there that finds the libraries and fonts packed with it.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliDecompressSync } from "node:zlib";

const [packed, target] = process.argv.slice(2).map((path) => resolve(path));
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });

writeFileSync(join(target, "browser"), brotliDecompressSync(readFileSync(join(packed, "chromium.br"))));
chmodSync(join(target, "browser"), 0o755);
for (const archive of ["al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"]) {
  const tar = brotliDecompressSync(readFileSync(join(packed, archive)));
  execFileSync("tar", ["-x", "--no-same-owner", "-C", target], { input: tar });
}
mkdirSync(join(target, "fontconfig"), { recursive: true });
writeFileSync(
  join(target, "fontconfig", "fonts.conf"),
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${target}</dir>` +
    `<cachedir>${join(target, "fontconfig", "cache")}</cachedir></fontconfig>`,
);
// In the starter, not in the environment of the tests: other programs must not load these libraries.
writeFileSync(
  join(target, "chromium"),
  `#!/bin/sh\nLD_LIBRARY_PATH=${target}/lib FONTCONFIG_PATH=${target}/fontconfig \\\n` +
    `    exec ${target}/browser "$@"\n`,
);
chmodSync(join(target, "chromium"), 0o755);

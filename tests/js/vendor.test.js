import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../", import.meta.url);
const text = (path) => readFileSync(new URL(path, root), "utf8");

const FILES = {
  "preact.js": "preact/dist/preact.mjs",
  "hooks.js": "preact/hooks/dist/hooks.mjs",
  "signals-core.js": "@preact/signals-core/dist/signals-core.mjs",
  "signals.js": "@preact/signals/dist/signals.mjs",
  "htm.js": "htm/dist/htm.mjs",
  "three.js": "three/build/three.module.min.js",
  "three-core.js": "three/build/three.core.min.js",
};

const PLACES = {
  preact: "./preact.js",
  "preact/hooks": "./hooks.js",
  "@preact/signals-core": "./signals-core.js",
  "./three.core.min.js": "./three-core.js",
};

for (const [file, original] of Object.entries(FILES)) {
  const path = `node_modules/${original}`;
  const missing = !existsSync(new URL(path, root)) && !process.env.CI;
  const skip = missing && "node_modules is not there";
  test(`${file} is what its package released`, { skip }, () => {
    const released = text(path)
      .replace(
        /(from|import)(\s*)"([^"]+)"/g,
        (_, word, gap, name) => `${word}${gap}"${PLACES[name]}"`,
      )
      .replace(/\/\/# sourceMappingURL=.*/, "");
    assert.equal(text(`static/vendor/${file}`), released);
  });
}

test("vendored modules import each other only", () => {
  for (const file of Object.keys(FILES)) {
    for (const [, name] of text(`static/vendor/${file}`).matchAll(/(?:from|import)\s*"([^"]+)"/g)) {
      assert.match(name, /^\.\/[a-z-]+\.js$/);
    }
  }
});

test("versions are the pinned ones", () => {
  const { devDependencies } = JSON.parse(text("package.json"));
  const notes = text("static/vendor/VERSIONS.md");
  for (const name of ["preact", "@preact/signals", "@preact/signals-core", "htm", "three"]) {
    assert.match(devDependencies[name], /^\d/);
    assert.ok(notes.includes(`${devDependencies[name]} |`), `${name} in VERSIONS.md`);
  }
});

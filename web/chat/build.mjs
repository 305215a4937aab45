// Builds the messenger for browsers into one folder, for `equipoise serve --web FOLDER`:
//   node build.mjs MODULE.wasm FOLDER
// Names carry hashes, the page names the hash of each script and style, and the page's script those of
// the worker and the module, so that nothing runs that the page did not name.
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';

import esbuild from 'esbuild';
import {compile, compileModule} from 'svelte/compiler';

const here = dirname(fileURLToPath(import.meta.url));
const [modulePath, out] = process.argv.slice(2);
if (!out) throw new Error('node build.mjs MODULE.wasm FOLDER');

/** Svelte's components and modules, their types taken off, their styles beside them. */
const svelte = {
  name: 'svelte',
  setup(build) {
    const styles = new Map();
    build.onLoad({filter: /\.svelte$/}, ({path}) => {
      const options = {filename: path, rootDir: here, generate: 'client', css: 'external', runes: true};
      const {js, css, warnings} = compile(readFileSync(path, 'utf8'), options);
      const told = warnings.map(w => ({text: `${w.code}: ${w.message}`, location: {file: path, line: w.start?.line ?? 0}}));
      if (told.length) return {errors: told};  // what its compiler knows of accessibility
      if (css) styles.set(path + '.css', css.code);
      return {contents: js.code + (css ? `\nimport ${JSON.stringify(path + '.css')};` : ''), resolveDir: dirname(path), loader: 'js'};
    });
    build.onLoad({filter: /\.svelte\.ts$/}, async ({path}) => {
      const plain = await esbuild.transform(readFileSync(path, 'utf8'), {loader: 'ts', target: 'es2022', sourcefile: path});
      return {contents: compileModule(plain.code, {filename: path, rootDir: here, generate: 'client'}).js.code, resolveDir: dirname(path), loader: 'js'};
    });
    build.onResolve({filter: /\.svelte\.css$/}, ({path}) => ({path, namespace: 'style'}));
    build.onLoad({filter: /.*/, namespace: 'style'}, ({path}) => ({contents: styles.get(path), loader: 'css'}));
  },
};

const common = {bundle: true, minify: true, write: false, target: 'es2022', legalComments: 'none', absWorkingDir: here, charset: 'utf8', logLevel: 'warning'};
const integrity = bytes => 'sha384-' + createHash('sha384').update(bytes).digest('base64');
const files = [];
function put(name, bytes) {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const full = name.replace(/(\.\w+)$/, `.${hash}$1`);
  files.push([full, bytes]);
  return {name: full, integrity: integrity(bytes)};
}

const module = put('equipoise_client.wasm', readFileSync(modulePath));
const worker = await esbuild.build({...common, entryPoints: ['src/core/worker.ts'], format: 'iife', outdir: out});
const workerFile = put('worker.js', worker.outputFiles[0].contents);
const page = await esbuild.build({
  ...common, entryPoints: ['src/main.ts'], format: 'esm', outdir: out, plugins: [svelte], conditions: ['svelte', 'browser', 'production'],
  define: {WORKER_FILE: JSON.stringify(workerFile), MODULE_FILE: JSON.stringify(module)},
});
const named = Object.fromEntries(page.outputFiles.map(f => [f.path.endsWith('.css') ? 'style' : 'script', f.contents]));
const script = put('main.js', named.script), style = put('main.css', named.style);
const icon = put('icon.svg', readFileSync(join(here, 'src/icon.svg')));
const html = readFileSync(join(here, 'src/index.html'), 'utf8')
  .replace('ICON', icon.name)
  .replace('STYLE', `${style.name}" integrity="${style.integrity}`)
  .replace('SCRIPT', `${script.name}" integrity="${script.integrity}`);
files.push(['index.html', Buffer.from(html)]);

rmSync(out, {recursive: true, force: true});
mkdirSync(out, {recursive: true});
for (const [name, bytes] of files) {
  writeFileSync(join(out, name), bytes);
  console.log(`${basename(name).padEnd(44)} ${String(bytes.length).padStart(8)} bytes, ${gzipSync(bytes, {level: 9}).length} gzipped`);
}

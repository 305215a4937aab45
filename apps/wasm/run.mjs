// Runs one of our WebAssembly programs under Node, as if it were native:
//   node run.mjs SOURCE_DIR PROGRAM.wasm [ARGUMENT...]
// It can read the source folder and the official test vectors, and nothing else.
import {WASI} from 'node:wasi';
import {existsSync, readFileSync} from 'node:fs';

const [source, program, ...rest] = process.argv.slice(2);
const vectors = process.env.EQUIPOISE_VECTORS ?? `${source}/../shared/vectors`;
const preopens = {[source]: source};
if (existsSync(vectors)) preopens['/vectors'] = vectors;
const wasi = new WASI({version: 'preview1', args: [program, ...rest], env: {EQUIPOISE_VECTORS: '/vectors'},
                       preopens, returnOnExit: true});
const module = await WebAssembly.compile(readFileSync(program));
const instance = await WebAssembly.instantiate(module, {wasi_snapshot_preview1: wasi.wasiImport});
process.exit(wasi.start(instance));

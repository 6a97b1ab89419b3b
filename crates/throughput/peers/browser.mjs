#!/usr/bin/env node
// Our training and TensorFlow.js's in one browser, in turn, and ours natively on one thread beside them. Prints a table.
//
// usage: browser.mjs [--rounds N] [--seconds S] [--opt-level L] [WORKLOAD,...]
//
// Our module is compiled as the book's playground is; `--opt-level 3` compiles this crate, and the generic code that it uses,
// for speed instead of size.
// Needs Node 18 with npm, Chromium, and what compiles the book's playground. Each system has one thread: a page that isn't
// cross-origin isolated, as here, has no memory that threads could share. TensorFlow.js comes into `target/tfjs`.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { arch, cpus, tmpdir } from "node:os";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const TFJS = "4.22.0";
const PACKAGES = ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"];
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome"];
// As the book's checks start it: nothing of the reader's own browser is used, and nothing is asked of a network.
const WORDS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
// The WebAssembly backend has no kernel for the gradient of filters, so a convolutional network trains on the plain one.
const BACKENDS = { two_layer: "wasm", mlp4_adam: "wasm", simpleconv: "cpu", simpleconv_infer: "wasm" };
const BACKEND_NAMES = { wasm: "WebAssembly, SIMD", cpu: "plain JavaScript" };
const PATIENCE = 300_000;

const PEERS = fileURLToPath(new URL(".", import.meta.url));
const ROOT = join(PEERS, "../../..");
const MODULES = join(ROOT, "target/tfjs/node_modules");
const TYPES = { ".wasm": "application/wasm", ".js": "text/javascript", ".html": "text/html; charset=utf-8" };
const PAGE = ["/tf.js", "/tf-wasm.js", "/browser.js"].map((path) => `<script src="${path}"></script>`).join("\n");

const run = (program, words, environment) =>
  execFileSync(program, words, {
    cwd: ROOT, encoding: "utf8", env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 26,
  });

/** Compiles both halves of the crate; the program's path. */
function compiled(level) {
  const wasm = ["build", "--quiet", "--package", "throughput", "--lib", "--profile", "browser"];
  if (level) wasm.push("--config", `profile.browser.package.throughput.opt-level=${JSON.stringify(Number(level) || level)}`);
  run(join(ROOT, ".ci/wasm-toolchain"), wasm, { RUSTFLAGS: "-C target-feature=+simd128" });
  run("cargo", ["build", "--quiet", "--release", "--package", "throughput"]);
  const metadata = JSON.parse(run("cargo", ["metadata", "--format-version", "1", "--no-deps"]));
  return join(metadata.target_directory, "release/throughput");
}

function install() {
  const version = (name) => {
    const manifest = join(MODULES, name, "package.json");
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version;
  };
  if (PACKAGES.every((name) => version(name) === TFJS)) return;
  const folder = join(ROOT, "target/tfjs");
  mkdirSync(folder, { recursive: true });
  const quiet = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--loglevel=error"];
  run("npm", ["install", "--prefix", folder, ...quiet, ...PACKAGES.map((name) => `${name}@${TFJS}`)]);
}

/** The first browser that answers, and its version. */
function browser() {
  for (const name of BROWSERS) {
    try {
      const words = execFileSync(name, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      return { name, version: words.match(/\d+(\.\d+)+/)[0] };
    } catch {} // Another name may do.
  }
  throw new Error("no Chromium is installed; `apt-get install chromium` is one way");
}

/** The file that a path means. */
function file(path) {
  const dist = (name) => join(MODULES, name, "dist");
  if (path === "/tf.js") return join(dist(PACKAGES[0]), "tf.es2017.min.js");
  if (path === "/tf-wasm.js") return join(dist(PACKAGES[1]), "tf-backend-wasm.es2017.min.js");
  if (path === "/browser.js") return join(PEERS, "browser.js");
  if (path === "/throughput.wasm") return join(ROOT, "target/wasm/wasm32-unknown-unknown/browser/throughput.wasm");
  if (/^\/tfjs-backend-wasm[a-z-]*\.wasm$/.test(path)) return join(dist(PACKAGES[1]), path);
  if (/^\/(train|t10k)-[a-z0-9-]*\.gz$/.test(path)) return join(ROOT, "datasets/mnist", path);
  return undefined;
}

/** A page that waits for its turn. `turn(order)` gives it one, and becomes what the page says of it. */
async function open({ name }) {
  const requested = new Set();
  let waiting, answer, heard;
  const listen = () => void (answer = new Promise((resolve) => void (heard = resolve)));
  listen();
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      const parts = [];
      for await (const part of request) parts.push(part);
      waiting = response;
      return heard(JSON.parse(Buffer.concat(parts).toString()));
    }
    requested.add(request.url);
    const path = file(request.url);
    if (request.url !== "/" && !path) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": TYPES[extname(path ?? "page.html")] ?? "application/octet-stream" });
    return response.end(path ? readFileSync(path) : PAGE);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const profile = mkdtempSync(join(tmpdir(), "throughput-"));
  const child = spawn(name, [...WORDS, `--user-data-dir=${profile}`, `http://127.0.0.1:${server.address().port}/`], { stdio: "ignore" });
  const turn = async (order) => {
    if (order) {
      listen();
      waiting.end(JSON.stringify(order));
    }
    const late = setTimeout(() => heard({ error: "the page says nothing" }), PATIENCE);
    const said = await answer;
    clearTimeout(late);
    check(!said.error, said.error);
    return said;
  };
  const close = async () => {
    if (child.kill()) await once(child, "exit");
    server.closeAllConnections?.();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return { turn, close, requested };
}

/** The program on one thread, which answers in the same way. */
async function native(program) {
  const child = spawn(program, ["--serve", "--threads", "1"], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  const turn = async ({ workload, seconds }) => {
    child.stdin.write(`${workload} ${seconds}\n`);
    return JSON.parse((await lines.next()).value);
  };
  return { turn, close: () => child.stdin.end() };
}

const check = (isTrue, words) => {
  if (!isTrue) throw new Error(words);
};
const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const rate = (value) => (value >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3))));

/** The kind of processor; how many numbers its registers hold decides most of the rates. */
function processor() {
  const flags = existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8").split(/\s+/) : [];
  const widest = flags.includes("avx512f") ? " with AVX-512" : flags.includes("avx2") ? " with AVX2" : "";
  return `${cpus().length} cores, ${arch()}${widest}`;
}

/** All systems in turn: a round that isn't counted, in which TensorFlow.js tries its forms, and then those that are. */
async function measured(workload, page, program, rounds, seconds) {
  const order = { workload, seconds, backend: BACKENDS[workload] };
  const systems = {
    ours: (seconds) => page.turn({ ...order, seconds, system: "ours" }),
    tfjs: () => page.turn({ ...order, system: "tfjs" }),
    native: () => program.turn(order),
  };
  const first = { ours: (await systems.ours(0)).last };
  const { form, tried, first: theirs } = (await systems.ours(seconds), await systems.native(), await systems.tfjs());
  first.tfjs = theirs;
  const [slices, last] = [{ ours: [], tfjs: [], native: [] }, {}];
  for (let round = 0; round < rounds; round++) {
    for (const [name, turn] of Object.entries(systems)) {
      const said = await turn(seconds);
      slices[name].push(said.per_s);
      last[name] = said.last;
    }
  }
  const learns = (name) => workload.endsWith("_infer") || last[name] < first[name];
  for (const name of ["ours", "tfjs"]) check(learns(name), `${workload}, ${name}: loss ${first[name]}, then ${last[name]}`);
  const medians = Object.fromEntries(Object.entries(slices).map(([name, values]) => [name, median(values)]));
  return { workload, form, tried, first, last, ...medians };
}

function table(rows) {
  const line = ({ workload, ours, tfjs, native: alone }) => {
    const backend = BACKEND_NAMES[BACKENDS[workload]];
    const share = `${Math.round((100 * ours) / alone)} %`;
    return `| \`${workload}\` | ${rate(ours)} | ${rate(tfjs)} (${backend}) | ${(ours / tfjs).toPrecision(3)} × | ${share} |`;
  };
  const head = "| workload | here, per second | TensorFlow.js, per second | here ÷ TensorFlow.js | of native, one thread |";
  return [head, "|---|---|---|---|---|", ...rows.map(line)].join("\n");
}

function notes({ workload, form, tried, first, last }) {
  const forms = tried.map(([name, value]) => `${name} ${rate(value)}`).join(", ");
  const what = workload.endsWith("_infer") ? "accuracy" : "loss";
  const course = ["ours", "tfjs"].map((name) => `${first[name].toFixed(3)} → ${last[name].toFixed(3)}`);
  return `${workload}: ${what} here ${course[0]}, TensorFlow.js ${course[1]}; it takes ${form} (tried: ${forms})`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "2.0" },
    "opt-level": { type: "string" },
  },
});
const workloads = positionals[0]?.split(",") ?? Object.keys(BACKENDS);
for (const name of workloads) check(name in BACKENDS, `no workload is called ${name}: there are ${Object.keys(BACKENDS).join(", ")}`);
const level = values["opt-level"];
const path = compiled(level);
install();
const chromium = browser();
const [page, program] = [await open(chromium), await native(path)];
try {
  const said = await page.turn();
  check(said.backend === "wasm" && said.simd && page.requested.has("/tfjs-backend-wasm-simd.wasm"), "TensorFlow.js runs without SIMD");
  check(!said.threads && !said.isolated, "the page could use threads");
  const rows = [];
  for (const workload of workloads) {
    rows.push(await measured(workload, page, program, Number(values.rounds), Number(values.seconds)));
    console.log(notes(rows.at(-1)));
  }
  const words = Object.entries(values).map(([name, value]) => ` --${name} ${value}`);
  console.log(`\nnode crates/throughput/peers/browser.mjs${words.join("")}`);
  console.log(`${processor()}, f32, one thread each; Chromium ${chromium.version}, TensorFlow.js ${said.version}\n`);
  console.log(table(rows));
} finally {
  program.close();
  await page.close();
}

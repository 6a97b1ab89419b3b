// @ts-check
// How does a request get an answer? WebAssembly, on a thread of its own: bytes in, bytes out, as `exports.rs` has it.

/** @typedef {{memory: WebAssembly.Memory, room: (length: number) => number, answer: () => void, keep: (name_length: number) => void, reply_at: () => number, reply_length: () => number}} Exports */

/** A page sends the module first, then files and requests; each gets one reply. @typedef {{module?: WebAssembly.Module, name?: string, bytes?: ArrayBuffer, request?: string}} Message */

/** @type {Promise<Exports> | undefined} */
let started;
let shown = 0;

const page = {
  now: () => performance.now(),
  /** Not every step is worth a message. @param {number} done @param {number} total */
  progress(done, total) {
    const now = performance.now();
    if (done && done < total && now - shown < 50) return;
    shown = now;
    postMessage({ progress: [done, total] });
  },
};

/** A library brings imports for a page that it would draw on itself; nothing calls them. @param {WebAssembly.Module} module @returns {Promise<Exports>} */
async function start(module) {
  /** @type {Record<string, Record<string, WebAssembly.ImportValue>>} */
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
  const instance = await WebAssembly.instantiate(module, { ...imports, page });
  return /** @type {any} */ (instance.exports);
}

/** @param {Exports} wasm @param {Uint8Array[]} parts */
function write(wasm, parts) {
  let at = wasm.room(parts.reduce((sum, part) => sum + part.length, 0));
  for (const part of parts) {
    new Uint8Array(wasm.memory.buffer, at, part.length).set(part);
    at += part.length;
  }
}

/** @param {Exports} wasm */
const reply = (wasm) => new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, wasm.reply_at(), wasm.reply_length()));

/** @param {Exports} wasm @param {Message} message @returns {string} */
function answer(wasm, { name, bytes, request }) {
  if (name !== undefined && bytes) {
    const words = new TextEncoder().encode(name);
    write(wasm, [words, new Uint8Array(bytes)]);
    wasm.keep(words.length);
    return "{}";
  }
  write(wasm, [new TextEncoder().encode(request)]);
  wasm.answer();
  return reply(wasm);
}

addEventListener("message", async (/** @type {MessageEvent<Message>} */ { data }) => {
  if (data.module) started = start(data.module);
  /** @type {Exports | undefined} */
  let wasm;
  try {
    wasm = await started;
    if (wasm && !data.module) postMessage({ reply: answer(wasm, data) });
  } catch (error) {
    // A panic has left its words in place of a reply.
    const words = wasm ? reply(wasm) : "";
    postMessage({ broken: words.startsWith("panic: ") ? words.slice(7) : String(error) });
  }
});

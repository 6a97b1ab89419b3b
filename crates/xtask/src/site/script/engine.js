// @ts-check
// Who answers the page? A worker with the WebAssembly. It and the files that it asks for are fetched once, when they are needed.

/** @typedef {Record<string, any>} Reply */

const UP = document.documentElement.dataset.up ?? "";
/** @type {Map<string, Promise<any>>} */
const fetched = new Map();

/** What an address holds, once; a failure is forgotten, so that it can be tried again. @template T @param {string} address @param {(response: Response) => Promise<T>} read @returns {Promise<T>} */
function once(address, read) {
  let value = fetched.get(address);
  if (!value) {
    value = fetch(UP + address).then((response) => {
      if (!response.ok) throw new Error(WORDS.play.not_there.replace("{file}", address));
      return read(response);
    });
    fetched.set(address, value);
    value.catch(() => fetched.delete(address));
  }
  return value;
}

export class Engine {
  /** @type {{done: (reply: Reply) => void, failed: (error: Error) => void}[]} */
  waiting = [];
  is_broken = false;

  /** @param {(done: number, total: number) => void} [progress] */
  constructor(progress = () => {}) {
    this.worker = new Worker(UP + "worker.js");
    this.worker.addEventListener("message", ({ data }) => {
      if (data.progress) progress(data.progress[0], data.progress[1]);
      else if (data.broken) this.stop(data.broken);
      else this.waiting.shift()?.done(JSON.parse(data.reply));
    });
    this.worker.addEventListener("error", () => this.stop(WORDS.play.failed));
    this.ready = once("playground.wasm", WebAssembly.compileStreaming).then((module) => this.worker.postMessage({ module }));
  }

  /** @param {Message} message @returns {Promise<Reply>} */
  async send(message) {
    await this.ready;
    return new Promise((done, failed) => {
      if (this.is_broken) return failed(new Error(WORDS.play.failed));
      this.waiting.push({ done, failed });
      this.worker.postMessage(message);
    });
  }

  /** The reply to a request; what it misses is fetched first. @param {object} request @returns {Promise<Reply>} */
  async ask(request) {
    for (;;) {
      const reply = await this.send({ request: JSON.stringify(request) });
      if (reply.error) throw new Error(reply.error);
      if (!reply.missing) return reply;
      await Promise.all([...new Set(reply.missing)].map(async (name) => {
        const bytes = await once(`data/${name}`, (response) => response.arrayBuffer());
        await this.send({ name, bytes });
      }));
    }
  }

  /** Nothing more comes from it. @param {string} why */
  stop(why) {
    this.is_broken = true;
    this.worker.terminate();
    for (const { failed } of this.waiting.splice(0)) failed(new Error(why));
  }
}

/** @type {Engine | undefined} */
let shared;

/** The engine of all demos of the page; a new one after a panic. @returns {Engine} */
export function engine() {
  if (!shared || shared.is_broken) shared = new Engine();
  return shared;
}

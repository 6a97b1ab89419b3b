// How fast are our module and TensorFlow.js in this page? It asks `browser.mjs` whose turn it is, and says how fast that was.

const FILES = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"];
const WARM_UP = 5;
const BATCH = { two_layer: 100, mlp4_adam: 128, simpleconv: 100, simpleconv_infer: 100 };

const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());

/** Our module, with the four files of MNIST in it. */
async function ours(files) {
  const module = await WebAssembly.compileStreaming(fetch("/throughput.wasm"));
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
  const page = { now: () => performance.now() };
  const wasm = (await WebAssembly.instantiate(module, { ...imports, page })).exports;
  const write = (words) => {
    const at = wasm.room(words.length);
    new Uint8Array(wasm.memory.buffer, at, words.length).set(words);
  };
  for (const file of files) {
    write(file);
    if (!wasm.keep()) throw new Error("our module cannot read MNIST");
  }
  return (name, seconds) => {
    write(new TextEncoder().encode(name));
    if (!wasm.run(seconds)) throw new Error(`our module has no workload ${name}`);
    return { per_s: wasm.iterations() / wasm.seconds(), last: wasm.last() };
  };
}

/** MNIST as tensors of TensorFlow.js's present backend: images (n, 784) from 0 to 1, labels, and labels as one-hot rows. */
async function tensors(images, labels) {
  const raw = async (file) => {
    const stream = new Blob([file]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  const pixels = Float32Array.from((await raw(images)).subarray(16), (pixel) => pixel / 255);
  const t = tf.tensor1d(Int32Array.from((await raw(labels)).subarray(8)), "int32");
  return { n: t.size, x: tf.tensor2d(pixels, [t.size, 784]), t, hot: tf.cast(tf.oneHot(t, 10), "float32") };
}

/** Weights and biases: filters first if there are any, then fully connected layers of these sizes; He's deviation if none is given. */
function parameters({ sizes, filters, std }) {
  const normal = (shape, fanIn) => tf.variable(tf.randomNormal(shape, 0, std ?? Math.sqrt(2 / fanIn)));
  const all = filters ? [normal([5, 5, 1, filters], 25), tf.variable(tf.zeros([filters]))] : [];
  for (let i = 1; i < sizes.length; i++) {
    all.push(normal([sizes[i - 1], sizes[i]], sizes[i - 1]), tf.variable(tf.zeros([sizes[i]])));
  }
  return all;
}

/** A product that transposes before it multiplies in its gradient: the kernel is slow where it has to transpose by itself. */
function product(x, w, isFirst) {
  const byW = (x, dy) => tf.matMul(tf.transpose(x), dy);
  if (isFirst) return tf.customGrad((w) => ({ value: tf.matMul(x, w), gradFunc: (dy) => byW(x, dy) }))(w);
  const multiply = tf.customGrad((x, w, save) => {
    save([x, w]);
    return { value: tf.matMul(x, w), gradFunc: (dy, [x, w]) => [tf.matMul(dy, tf.transpose(w)), byW(x, dy)] };
  });
  return multiply(x, w);
}

/** The logits. `form` is "plain", "own" with the gradient above, or "fused": kernels with bias and activation, for inference. */
function logits({ filters, sizes }, all, x, form) {
  let [h, at] = [x, 0];
  if (filters) {
    const [filter, bias] = all;
    const convolved =
      form === "fused"
        ? tf.fused.conv2d({ x, filter, bias, strides: 1, pad: "valid", activation: "relu" })
        : tf.relu(tf.add(tf.conv2d(x, filter, 1, "valid"), bias));
    h = tf.reshape(tf.maxPool(convolved, 2, 2, "valid"), [-1, sizes[0]]);
    at = 2;
  }
  for (; at < all.length; at += 2) {
    const [b, bias, isLast] = [all[at], all[at + 1], at + 2 === all.length];
    if (form === "fused") {
      h = tf.fused.matMul({ a: h, b, bias, activation: isLast ? "linear" : "relu" });
    } else {
      const z = tf.add(form === "own" ? product(h, b, at === 0) : tf.matMul(h, b), bias);
      h = isLast ? z : tf.relu(z);
    }
  }
  return h;
}

/** The same network as a model of layers. */
function model({ sizes, filters, std }) {
  const kernelInitializer = std ? tf.initializers.randomNormal({ stddev: std }) : "heNormal";
  const layers = filters
    ? [
        tf.layers.conv2d({ inputShape: [28, 28, 1], filters, kernelSize: 5, activation: "relu", kernelInitializer }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
      ]
    : [tf.layers.inputLayer({ inputShape: [sizes[0]] })];
  sizes.slice(1).forEach((units, i) => {
    const activation = i + 2 === sizes.length ? "linear" : "relu";
    layers.push(tf.layers.dense({ units, activation, kernelInitializer }));
  });
  return tf.sequential({ layers });
}

const NETS = {
  two_layer: { sizes: [784, 50, 10], std: 0.01, optimizer: () => tf.train.sgd(0.1) },
  mlp4_adam: { sizes: [784, 100, 100, 100, 100, 10], optimizer: () => tf.train.adam(0.001) },
  simpleconv: { sizes: [4320, 100, 10], filters: 30, std: 0.01, optimizer: () => tf.train.adam(0.001) },
};

/** The ways to write a workload in TensorFlow.js; each gives a function that does one iteration. */
function forms(name, { train, test }) {
  const net = NETS[name.replace("_infer", "")];
  const size = BATCH[name];
  const shaped = (x) => (net.filters ? tf.reshape(x, [-1, 28, 28, 1]) : x);
  if (name.endsWith("_infer")) {
    const pass = (scores) => () => {
      let right = 0;
      for (let from = 0; from < test.n; from += size) {
        const hits = () => {
          const y = scores(shaped(tf.slice(test.x, [from, 0], [size, 784])));
          return tf.sum(tf.equal(tf.argMax(y, 1), tf.slice(test.t, [from], [size])));
        };
        right += tf.tidy(() => hits().dataSync()[0]);
      }
      return right / test.n;
    };
    const [all, layers] = [parameters(net), model(net)];
    return {
      "fused ops": pass((x) => logits(net, all, x, "fused")),
      "model.predict": pass((x) => layers.predict(x, { batchSize: size })),
    };
  }
  const batch = () => {
    const rows = tf.tensor1d(Int32Array.from({ length: size }, () => Math.floor(Math.random() * train.n)), "int32");
    return [shaped(tf.gather(train.x, rows)), tf.gather(train.hot, rows)];
  };
  const minimize = (form) => {
    const [all, optimizer] = [parameters(net), net.optimizer()];
    return () =>
      tf.tidy(() => {
        const [x, t] = batch();
        return optimizer.minimize(() => tf.losses.softmaxCrossEntropy(t, logits(net, all, x, form)), true, all);
      });
  };
  const layers = model(net);
  layers.compile({ optimizer: net.optimizer(), loss: (t, y) => tf.losses.softmaxCrossEntropy(t, y) });
  return {
    "optimizer.minimize": minimize("plain"),
    "optimizer.minimize, own gradient": minimize("own"),
    "model.trainOnBatch": async () => {
      const [x, t] = tf.tidy(batch);
      const loss = await layers.trainOnBatch(x, t);
      tf.dispose([x, t]);
      return loss;
    },
  };
}

/** A number, or the value of a scalar tensor, which is then computed for certain. */
const value = (last) => (typeof last === "number" ? last : last.dataSync()[0]);

/** Repeats a step for so long, after as many that aren't timed as in our module, but no longer than the slice. */
async function slice(step, seconds, warmUp) {
  const go = async (isDone) => {
    const start = performance.now();
    for (let n = 1, last; ; n++) {
      tf.dispose(last);
      last = await step();
      const elapsed = () => (performance.now() - start) / 1000;
      if (!isDone(n, elapsed())) continue;
      const result = { last: value(last), per_s: n / elapsed() };
      tf.dispose(last);
      return result;
    }
  };
  await go((n, elapsed) => n >= warmUp || elapsed >= seconds);
  return go((_, elapsed) => elapsed >= seconds);
}

const started = {};

/** A slice of TensorFlow.js. The first tries all forms for so long, and keeps the fastest. */
async function theirs({ workload, backend, seconds }, sets) {
  await tf.setBackend(backend);
  if (tf.getBackend() !== backend) throw new Error(`TensorFlow.js has no backend ${backend}`);
  const warmUp = workload.endsWith("_infer") ? 1 : WARM_UP;
  if (started[workload]) return slice(started[workload], seconds, warmUp);
  const tried = [];
  for (const [form, step] of Object.entries(forms(workload, await sets(backend)))) {
    const first = value(await step());
    // The browser compiles what is used often, so these steps are warmed up for as long as they are timed.
    tried.push({ form, step, first, ...(await slice(step, seconds, Infinity)) });
  }
  const best = tried.reduce((a, b) => (b.per_s > a.per_s ? b : a));
  started[workload] = best.step;
  return { first: best.first, form: best.form, tried: tried.map(({ form, per_s }) => [form, per_s]) };
}

async function main() {
  const files = await Promise.all(FILES.map((name) => bytes(`/${name}-ubyte.gz`)));
  const us = await ours(files);
  tf.wasm.setWasmPaths("/");
  const cache = {};
  const sets = async (backend) =>
    (cache[backend] ??= { train: await tensors(files[0], files[1]), test: await tensors(files[2], files[3]) });
  await tf.setBackend("wasm");
  const [simd, threads] = [tf.env().get("WASM_HAS_SIMD_SUPPORT"), tf.env().get("WASM_HAS_MULTITHREAD_SUPPORT")];
  let said = { version: tf.version.tfjs, backend: tf.getBackend(), simd, threads, isolated: crossOriginIsolated };
  for (;;) {
    const order = await (await fetch("/turn", { method: "POST", body: JSON.stringify(said) })).json();
    said = order.system === "ours" ? us(order.workload, order.seconds) : await theirs(order, sets);
  }
}

main().catch((error) => fetch("/turn", { method: "POST", body: JSON.stringify({ error: `${error.stack}` }) }));

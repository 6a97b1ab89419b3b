//! A shape that does not fit is refused in a sentence with both shapes, and the order of memory changes no result.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use core_tensor::functions::{col2im, im2col};
use core_tensor::layers::{
    Affine, AveragePooling, BatchNorm, Convolution, Dropout, Layer, LossLayer, MaxPooling, Relu, Sigmoid,
    SigmoidCrossEntropy, SoftmaxCrossEntropy, SquaredError, Tanh,
};
use core_tensor::optimizers::{AdaGrad, Adam, AdamW, Momentum, Nesterov, Optimizer, RmsProp, Sgd};
use core_tensor::tensor::targets::one_hot;
use core_tensor::training::augmentation::Augmentation;
use core_tensor::training::batches::Batches;
use core_tensor::training::data_parallel::DataParallel;
use core_tensor::training::evaluation::correct_predictions;
use core_tensor::training::{Evaluate, Trainer};
use core_tensor::{
    Init, MultiLayerNet, Network, Param, Role, Samples, Sequential, Streams, Targets, Tensor, Vector, Window,
};
use ndarray::{Array2, Array3, Array4, Axis, Slice};
use portable_math::{ln, sin};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the panic says.
fn panic_of<R>(work: impl FnOnce() -> R) -> String {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(_) => String::new(),
        Err(panic) => match panic.downcast::<String>() {
            Ok(sentence) => *sentence,
            Err(panic) => (*panic.downcast::<&str>().unwrap()).to_owned(),
        },
    }
}

fn assert_says(sentence: &str, parts: &[&str], case: &str) {
    for part in parts {
        assert!(sentence.contains(part), "{case}: {part:?} is missing in {sentence:?}");
    }
}

fn filled(shape: &[usize]) -> Tensor<f64> {
    let mut i = 0.0_f64;
    Tensor::from_shape_simple_fn(shape, || {
        i += 1.0;
        sin(7.0 * i)
    })
}

/// Each layer, with the shape of an input that fits.
fn layers() -> Vec<(Box<dyn Layer<f64>>, Vec<usize>)> {
    let (streams, halve) = (Streams::new(1), Window::square(2).stride(2));
    let rng = || streams.rng("weights");
    let filters = || Init::He.filters((4, 3, 3, 3), &mut rng());
    let window = Window::square(3).pad(1);
    vec![
        (Box::new(Affine::new(1, Init::He.matrix(6, 5, &mut rng()), Vector::ones(5))), vec![19, 6]),
        (Box::new(Affine::new(2, Init::He.matrix(24, 5, &mut rng()), Vector::ones(5))), vec![19, 2, 3, 4]),
        (Box::new(Convolution::new(1, filters(), Vector::ones(4), window)), vec![27, 3, 6, 5]),
        (Box::new(Convolution::new(2, filters(), Vector::ones(4), window).by_im2col()), vec![27, 3, 6, 5]),
        (Box::new(MaxPooling::new(1, halve)), vec![2, 3, 6, 4]),
        (Box::new(AveragePooling::new(1, halve)), vec![2, 3, 6, 4]),
        (Box::new(BatchNorm::new(1, 6)), vec![19, 6]),
        (Box::new(BatchNorm::new(2, 3)), vec![2, 3, 6, 4]),
        (Box::new(Relu::new(1)), vec![2, 3, 6, 4]),
        (Box::new(Sigmoid::new(1)), vec![4, 6]),
        (Box::new(Tanh::new(1)), vec![4, 6]),
        (Box::new(Dropout::new(1, 0.5, streams.rng("dropout"))), vec![4, 6]),
    ]
}

#[test]
fn every_layer_refuses_an_upstream_gradient_that_is_not_of_its_outputs_shape() {
    for (layer, shape) in layers() {
        let output = layer.clone().forward(filled(&shape)).shape().to_vec();
        for (axis, more) in (0..output.len()).flat_map(|axis| [(axis, true), (axis, false)]) {
            let mut wrong = output.clone();
            wrong[axis] = if more { wrong[axis] + 1 } else { wrong[axis] - 1 };
            let mut layer = layer.clone();
            layer.forward(filled(&shape));
            let sentence = panic_of(|| layer.backward(filled(&wrong)));
            let case = format!("{}, dout {wrong:?} for an output {output:?}", layer.name());
            assert!(sentence.starts_with(layer.name()), "{case}: {sentence:?}");
            assert!(sentence.contains(" × "), "{case}: no shape in {sentence:?}");
        }
    }
    let mut relu = Relu::new(1);
    relu.forward(filled(&[2, 3]));
    let sentence = panic_of(|| relu.backward(filled(&[3, 3])));
    assert_eq!(sentence, "relu1: the upstream gradient is 3 × 3, but the layer's last output was 2 × 3");
}

#[test]
fn every_layer_refuses_an_input_that_it_has_no_weights_for() {
    for (layer, shape) in layers() {
        // Layers that work element by element take any shape.
        if ["relu", "sigmoid", "tanh", "dropout"].iter().any(|name| layer.name().starts_with(name)) {
            continue;
        }
        let wrong: Vec<usize> = match layer.name() {
            name if name.contains("pooling") => vec![2, 3, 6],
            _ => shape.iter().enumerate().map(|(axis, &n)| if axis == 1 { n + 1 } else { n }).collect(),
        };
        for sentence in
            [panic_of(|| layer.predict(filled(&wrong))), panic_of(|| layer.clone().forward(filled(&wrong)))]
        {
            assert!(sentence.starts_with(layer.name()), "{} of {wrong:?}: {sentence:?}", layer.name());
        }
    }
}

/// The same values in another order of memory.
type Reordered = fn(&Tensor<f64>) -> Tensor<f64>;

/// The same values, with a gap after each of them in memory.
fn with_gaps(x: &Tensor<f64>) -> Tensor<f64> {
    let mut wide = x.shape().to_vec();
    *wide.last_mut().unwrap() *= 2;
    let mut gaps = Tensor::zeros(wide);
    gaps.slice_axis_inplace(Axis(x.ndim() - 1), Slice::new(0, None, 2));
    gaps.assign(x);
    assert!(!gaps.is_standard_layout());
    gaps
}

/// The same values, in the reverse order of memory.
fn column_major(x: &Tensor<f64>) -> Tensor<f64> {
    let reversed = x.view().reversed_axes().as_standard_layout().into_owned().reversed_axes();
    assert!(!reversed.is_standard_layout());
    reversed
}

#[test]
fn the_order_of_memory_changes_no_bit_of_any_layer() {
    let orders: [(&str, Reordered); 2] = [("column-major", column_major), ("cut", with_gaps)];
    for ((layer, shape), (order, ordered)) in
        layers().into_iter().flat_map(|case| orders.map(|order| (case.clone(), order)))
    {
        let (x, name) = (filled(&shape), format!("{}, {order}", layer.name()));
        let (mut plain, mut turned) = (layer.clone(), layer.clone());
        assert_eq!(plain.predict(x.clone()), turned.predict(ordered(&x)), "{name}: predict");
        let y = plain.forward(x.clone());
        assert_eq!(y, turned.forward(ordered(&x)), "{name}: forward");
        let dout = filled(y.shape());
        assert_eq!(plain.backward(dout.clone()), turned.backward(ordered(&dout)), "{name}: backward");
        for (a, b) in plain.params().iter().zip(turned.params()) {
            assert_eq!(a.grad, b.grad, "{name}: gradient of {}", a.name);
        }
    }
}

#[test]
fn the_order_of_memory_changes_no_bit_of_a_loss() {
    let (scores, t) = (filled(&[19, 11]), filled(&[19, 11]));
    let losses: [Box<dyn LossLayer<f64>>; 3] =
        [Box::new(SoftmaxCrossEntropy), Box::new(SquaredError), Box::new(SigmoidCrossEntropy)];
    for (loss, ordered) in
        losses.into_iter().flat_map(|loss| [(loss.clone(), column_major as Reordered), (loss, with_gaps)])
    {
        let (t, turned_t) = (Targets::Values(t.clone()), Targets::Values(ordered(&t)));
        let name = loss.name();
        assert_eq!(loss.loss(&scores, &t), loss.loss(&ordered(&scores), &turned_t), "{name}: loss");
        assert_eq!(
            loss.loss_and_gradient(scores.clone(), &t),
            loss.loss_and_gradient(ordered(&scores), &turned_t),
            "{name}: loss and gradient"
        );
    }
}

/// A network whose last layer gives images, channels-last in memory.
#[test]
fn scores_may_come_from_a_convolution() {
    let filters = Init::He.filters((8, 3, 3, 3), &mut Streams::new(1).rng("weights"));
    let layer = Convolution::new(1, filters, Vector::zeros(8), Window::square(3));
    let mut network = Network::new(vec![Box::new(layer)], SoftmaxCrossEntropy);
    let samples = Samples::from_values(filled(&[5, 3, 6, 5]), Targets::Labels(vec![0, 50, 95, 7, 3]));
    let (x, t) = samples.all();
    let loss = network.training_loss(x.clone(), &t);
    assert_eq!(network.loss(&x, &t), loss);
    assert!((network.evaluate(&samples).loss - loss).abs() < 1e-14);
}

#[test]
fn an_image_that_no_window_fits_into_is_named_with_the_layer() {
    let filters = || Array4::<f64>::ones((4, 3, 3, 3));
    let window = Window::square(3);
    let layers: [Box<dyn Layer<f64>>; 4] = [
        Box::new(Convolution::new(1, filters(), Vector::ones(4), window)),
        Box::new(Convolution::new(1, filters(), Vector::ones(4), window).by_im2col()),
        Box::new(MaxPooling::new(1, window)),
        Box::new(AveragePooling::new(1, window)),
    ];
    for mut layer in layers {
        for (image, why) in [
            ([2, 3, 2, 5], "a window of 3 × 3 does not fit into an image of 2 × 5 with 0 beyond each edge"),
            ([2, 3, 0, 5], "an image of 0 × 5 has no pixels"),
        ] {
            let expected = format!("{}: {why}", layer.name());
            assert_eq!(panic_of(|| layer.predict(filled(&image))), expected);
            assert_eq!(panic_of(|| layer.forward(filled(&image))), expected);
        }
    }
    let none = || Convolution::new(1, Array4::<f64>::ones((0, 3, 3, 3)), Vector::ones(0), window);
    assert_eq!(panic_of(none), "convolution1: 0 filters of 3 channels: neither may be 0");
}

#[test]
fn batch_normalisation_refuses_a_gradient_of_turned_images() {
    let mut layer = BatchNorm::<f64>::new(1, 3);
    layer.forward(filled(&[2, 3, 6, 4]));
    assert_eq!(
        panic_of(|| layer.backward(filled(&[2, 3, 4, 6]))),
        "batch_norm1: the upstream gradient is 2 × 3 × 4 × 6, but the layer's last output was 2 × 3 × 6 × 4"
    );
}

#[test]
fn targets_samples_and_images_that_are_not_there_are_named() {
    let labels = Targets::<f64>::Labels(vec![0, 1, 2]);
    let values = Targets::Values(filled(&[3, 2]));
    for t in [labels, values] {
        assert_eq!(panic_of(|| t.select(&[0, 3])), "target 3 is asked for, but there are 3 targets");
        assert_eq!(panic_of(|| t.class(4)), "target 4 is asked for, but there are 3 targets");
    }
    let scores = filled(&[4, 3]);
    assert_eq!(
        panic_of(|| correct_predictions(&scores, &Targets::Labels(vec![0, 1, 2]))),
        "accuracy: there are 4 rows of scores and 3 targets"
    );
    let samples = Samples::from_values(filled(&[5, 2]), Targets::Labels(vec![0; 5]));
    assert_eq!(panic_of(|| samples.split_at(6)), "6 samples are to be split off, but there are 5 samples");
    assert_eq!(panic_of(|| samples.range(3..6)), "sample 5 is asked for, but there are 5 samples");
    assert_says(&panic_of(|| samples.clone().shaped(&[3])), &["inputs of 2", "the shape 3"], "shaped");
    let single = || Tensor::from_shape_vec(vec![], vec![1.0]).unwrap();
    let sentence = panic_of(|| Samples::from_values(single(), Targets::<f64>::Labels(vec![0])));
    assert_eq!(sentence, "samples: the inputs have no axes; the first axis must count the samples");
    let network = Sequential::new([1, 4, 4])
        .conv(2, Window::square(3))
        .build::<f64>(SoftmaxCrossEntropy, &Streams::new(1));
    assert_says(&panic_of(|| network.predict(&single())), &["convolution1", "a single number"], "predict");
    let augmentation = Augmentation { shift: 1.0, angle: 0.0, scale: 0.0 };
    let sentence = panic_of(|| augmentation.apply(&single(), &mut Streams::new(1).rng("a")));
    assert_says(&sentence, &["images of four axes", "a single number"], "augmentation");
    let image = Array3::<f64>::zeros((1, 2, 2));
    assert_says(&panic_of(|| im2col(image.view(), Window::square(3))), &["3 × 3", "2 × 2"], "im2col");
    let columns = Array2::<f64>::zeros((4, 3));
    assert_says(
        &panic_of(|| col2im(columns.view(), (1, 3, 3), Window::square(2))),
        &["4 × 3", "1 × 3 × 3"],
        "col2im",
    );
    assert_says(&panic_of(|| one_hot::<f64>(&[0, 3], 3)), &["label 3 of sample 1", "3 classes"], "one_hot");
}

#[test]
fn a_loss_refuses_targets_that_do_not_belong_to_its_scores() {
    let scores = filled(&[4, 3]);
    let cases: [(Targets<f64>, &[&str]); 5] = [
        (Targets::Values(filled(&[4, 2])), &["4 × 3", "4 × 2", "one-hot"]),
        (Targets::Values(filled(&[4, 1])), &["4 × 3", "4 × 1", "class labels belong in `Targets::Labels`"]),
        (Targets::Values(filled(&[3, 3])), &["4 × 3", "3 × 3"]),
        (Targets::Labels(vec![0, 1, 2]), &["4 rows of scores", "3 labels"]),
        (Targets::Labels(vec![7, 1, 2, 0]), &["label 7 of sample 0 is not below the 3 classes"]),
    ];
    for (t, parts) in cases {
        let loss = SoftmaxCrossEntropy;
        let case = format!("{t:?}");
        assert_says(&panic_of(|| loss.loss(&scores, &t)), parts, &case);
        assert_says(&panic_of(|| loss.loss_and_gradient(scores.clone(), &t)), parts, &case);
    }
    let squared = SquaredError;
    let t = Targets::Values(filled(&[4, 2]));
    assert_says(&panic_of(|| squared.loss(&scores, &t)), &["4 × 3", "4 × 2"], "squared error");
    assert_says(
        &panic_of(|| squared.loss(&scores, &Targets::Labels(vec![0; 4]))),
        &["class labels"],
        "squared error",
    );
    // What fits is not refused: three classes, each with the same score, have a loss of ln 3.
    let loss: f64 = SoftmaxCrossEntropy.loss(&Tensor::zeros(vec![4, 3]), &Targets::Labels(vec![0, 1, 2, 0]));
    assert!((loss - ln(3.0)).abs() < 1e-15);
}

type Make = fn() -> Box<dyn Optimizer<f64>>;

#[test]
fn an_optimiser_steps_a_value_in_any_order_of_memory() {
    let optimizers: [Make; 7] = [
        || Box::new(Sgd::new(0.1)),
        || Box::new(Momentum::new(0.1)),
        || Box::new(Nesterov::new(0.1)),
        || Box::new(AdaGrad::new(0.1)),
        || Box::new(RmsProp::new(0.1)),
        || Box::new(Adam::new(0.1)),
        || Box::new(AdamW::new(0.1, 0.01)),
    ];
    for make in optimizers {
        let param = || {
            let mut param = Param::new(
                "W1",
                filled(&[3, 4]).into_dimensionality::<ndarray::Ix2>().unwrap(),
                Role::Weight,
            );
            param.grad = filled(&[4, 3]).reversed_axes();
            param
        };
        let (mut plain, mut turned) = (param(), param());
        turned.value = column_major(&plain.value);
        let (mut one, mut other) = (make(), make());
        for _ in 0..3 {
            one.step(&mut [&mut plain]);
            other.step(&mut [&mut turned]);
        }
        assert_eq!(plain.value, turned.value);
    }
    let mut param = Param::new("W1", Array2::<f64>::zeros((3, 4)), Role::Weight);
    let mut sgd = Momentum::new(0.1);
    sgd.step(&mut [&mut param]);
    param.value = Tensor::zeros(vec![4, 3]);
    assert_says(&panic_of(|| sgd.step(&mut [&mut param])), &["W1 is 4 × 3", "3 × 4"], "a transposed value");
}

#[test]
fn samples_batches_and_settings_of_a_training_are_checked() {
    let samples = Samples::from_values(filled(&[5, 2]), Targets::Labels(vec![0, 1, 0, 1, 0]));
    assert_eq!(panic_of(|| samples.batch(&[1, 5])), "sample 5 is asked for, but there are 5 samples");
    assert_says(
        &panic_of(|| Samples::from_values(filled(&[5, 2]), Targets::Labels(vec![0]))),
        &["5", "1"],
        "samples and targets",
    );
    assert_says(&panic_of(|| Batches::epochs(5, 0, Streams::new(1).rng("b"))), &["batches of 0"], "batches");
    let net = MultiLayerNet::new(2, &[3], 2);
    let mut pair = DataParallel::new(net.build::<f64>(&Streams::new(1)), 2, &Streams::new(1));
    assert_says(&panic_of(|| pair.gradient(&samples, &[])), &["at least one sample"], "an empty batch");
    assert_says(&panic_of(|| pair.gradient(&samples, &[9])), &["sample 9", "5 samples"], "two workers");
    let trainer = || Trainer::new(Sgd::new(0.1)).iterations(1).batch_size(2);
    let mut network = net.build::<f64>(&Streams::new(1));
    let never = panic_of(|| trainer().evaluate(Evaluate::Every(0)).fit(&mut network, &samples, &samples));
    assert_says(&never, &["every 0 iterations", "Evaluate::Never"], "evaluation every 0 iterations");
    let nobody = panic_of(|| trainer().workers(0).fit(&mut network, &samples, &samples));
    assert_says(&nobody, &["at least one worker"], "no worker");
    let x = samples.all().0;
    assert_says(
        &panic_of(|| {
            net.build::<f64>(&Streams::new(1))
                .predict(&x.clone().insert_axis(Axis(1)).broadcast(vec![5, 2, 2]).unwrap().to_owned())
        }),
        &["affine1", "4 columns", "2 × 3"],
        "an input of another width",
    );
}

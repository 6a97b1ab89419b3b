//! Sections 8.2 and 8.3: skip connections, trained filters, time, workers, and half precision, asserted on quick runs.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch08_deep::derive::half_precision::Format;
use ch08_deep::experiments::{
    batch_norm_deep, data_parallelism, half_float_network, misclassified_mnist, skip_connections,
    time_by_layer, winograd,
};
use ch08_deep::half_precision_inference::{round_parameters, rounded};
use ch08_deep::pretrained::trained;
use chapter_kit::check::{finding, quick};
use chapter_kit::{Run, Scale};
use core_data::Weights;
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::deep_convnet;
use core_tensor::{Samples, Streams, Tensor};
use portable_math::{ln, sin};

#[test]
fn through_twenty_plain_layers_with_small_weights_the_gradient_vanishes_and_through_skip_connections_it_does_not()
 {
    let outcome = quick(&skip_connections::EXPERIMENT);
    assert!(finding(&outcome, "std_0_01.plain.gradient_that_arrives") < 1e-20);
    assert!(finding(&outcome, "std_0_05.plain.gradient_that_arrives") < 1e-8);
    let skip = finding(&outcome, "std_0_01.skip.gradient_that_arrives");
    assert!((0.8..1.5).contains(&skip), "{skip}");
}

#[test]
fn hes_weights_preserve_a_plain_networks_gradient_and_explode_it_with_skip_connections() {
    let outcome = quick(&skip_connections::EXPERIMENT);
    let plain = finding(&outcome, "he.plain.gradient_that_arrives");
    assert!((0.05..20.0).contains(&plain), "{plain}");
    assert!(finding(&outcome, "he.skip.gradient_that_arrives") > 100.0);
}

#[test]
fn plain_networks_start_from_ever_wilder_scores_and_normalised_ones_do_not() {
    let outcome = quick(&batch_norm_deep::EXPERIMENT);
    // Small weights give ten equal probabilities.
    let ln_10 = ln(10.0);
    assert!((finding(&outcome, "small.plain.first_loss") - ln_10).abs() < 1e-6);
    assert!(finding(&outcome, "large.plain.first_loss") > 1_000.0);
    // The output layer isn't normalised, and adds up fifty values with weights of standard deviation 1.
    let large = finding(&outcome, "large.batch_norm.first_loss");
    assert!(large < 30.0, "{large}");
    assert!((finding(&outcome, "small.batch_norm.first_loss") - ln_10).abs() < 0.1);
}

#[test]
fn every_layer_of_both_networks_is_timed_forward_and_back() {
    let outcome = quick(&time_by_layer::EXPERIMENT);
    let measured = outcome.all_measured();
    // 6 and 20 layers, two passes each, and two values per network.
    assert_eq!(measured.len(), 2 * (6 + 20) + 4);
    assert!(measured.iter().all(|time| time.value.is_finite() && time.value >= 0.0));
    assert!(finding(&outcome, "deep_convnet.multiplications_in_filters") > 0.99);
    let simple = finding(&outcome, "simple_convnet.multiplications_in_filters");
    assert!((0.49..0.51).contains(&simple), "{simple}");
}

#[test]
fn winograd_convolution_gives_the_same_outputs_to_a_few_millionths() {
    let outcome = quick(&winograd::EXPERIMENT);
    assert!(finding(&outcome, "four_outputs.largest_difference") < 1e-13);
    assert!(finding(&outcome, "sixteen_outputs.largest_difference") < 1e-12);
    assert!((0.25..0.28).contains(&finding(&outcome, "products_left")));
    let net = deep_convnet().build::<f32>(SoftmaxCrossEntropy, &Streams::new(0));
    let layers = ch08_deep::summary::summary(&net, [1, 28, 28]);
    for number in 2..=6 {
        let name = format!("convolution{number}");
        let layer = layers.iter().find(|layer| layer.name == name).unwrap();
        assert_eq!(finding(&outcome, &format!("{name}.products")), layer.multiplications as f64);
        let [im2col, winograd] =
            ["im2col", "winograd"].map(|algorithm| finding(&outcome, &format!("{name}.error.{algorithm}")));
        assert!(
            im2col > 0.0 && winograd > 0.0 && winograd != im2col && winograd < 1e-5,
            "{name}: {im2col:e}, {winograd:e}"
        );
    }
}

#[test]
fn parts_weighted_by_their_samples_are_the_whole_batch_and_a_plain_mean_is_not() {
    let outcome = quick(&data_parallelism::EXPERIMENT);
    for batch in [100, 50, 13] {
        for workers in [1, 2, 4] {
            let name = format!("batch_{batch}.workers_{workers}");
            assert!(finding(&outcome, &format!("{name}.added")) < 1e-13);
            // 100 is divided evenly by all, 50 by 1 and 2, 13 by 1 alone.
            let even = batch % workers == 0;
            let mean = finding(&outcome, &format!("{name}.plain_mean"));
            assert_eq!(mean < 1e-13, even, "{name}: {mean}");
        }
    }
    for workers in [1, 2, 4] {
        assert!(finding(&outcome, &format!("core_f32.workers_{workers}")) < 1e-5);
    }
    assert_eq!(outcome.all_measured().len(), 3);
}

#[test]
fn half_precision_halves_the_bytes_and_fewer_bits_move_the_scores_further() {
    let outcome = quick(&half_float_network::EXPERIMENT);
    assert_eq!(finding(&outcome, "bytes.single"), 2.0 * finding(&outcome, "bytes.half"));
    assert_eq!(finding(&outcome, "single.changed_predictions"), 0.0);
    assert_eq!(finding(&outcome, "single.score_difference"), 0.0);
    let moved = |key: &str| finding(&outcome, &format!("{key}.score_difference"));
    assert!(moved("stored_in_half") > 0.0);
    assert!(moved("stored_in_bfloat16") > 2.0 * moved("stored_in_half"));
    assert!(moved("half_arithmetic") > moved("half_results"));
    assert!(moved("mantissa_1") > 20.0 * moved("mantissa_10"));
    // Ten bits of mantissa are those of half; its exponents are large enough for these weights, but for the smallest.
    assert!((moved("mantissa_10") - moved("stored_in_half")).abs() < 0.5 * moved("stored_in_half"));
    assert!(finding(&outcome, "stored_in_half.changed_predictions") <= 1.0);
}

#[test]
fn weights_and_images_in_half_precision_cost_at_most_a_thousandth_of_the_accuracy() {
    let run = Run::for_test(1, Scale::Quick);
    let (_, test) = run.first_images::<f32>(0, 10_000).unwrap();
    let mut network = trained(&run).unwrap().network;
    let single = network.evaluate(&test).accuracy();
    round_parameters(&mut network, Format::HALF);
    let (x, t) = test.all();
    let half = network.evaluate(&Samples::from_values(rounded(&x, Format::HALF), t)).accuracy();
    assert!(single - half <= 0.001, "{half} in half precision instead of {single}");
}

#[test]
fn on_the_first_images_computing_in_half_precision_changes_no_prediction() {
    let outcome = quick(&half_float_network::EXPERIMENT);
    assert_eq!(finding(&outcome, "half_arithmetic.changed_predictions"), 0.0);
    // Ten images are few; but no score moves far, either.
    let moved = finding(&outcome, "half_arithmetic.score_difference");
    assert!(moved < 0.2, "a score moved by {moved}");
}

#[test]
fn rounding_a_network_twice_is_rounding_it_once() {
    let mut network = deep_convnet().build::<f32>(SoftmaxCrossEntropy, &Streams::new(1));
    let value = |network: &core_tensor::Network<f32>| network.param("W3").unwrap().value.clone();
    let exact = value(&network);
    round_parameters(&mut network, Format::HALF);
    let once = value(&network);
    assert_ne!(once, exact);
    assert_eq!(once, rounded(&exact, Format::HALF));
    round_parameters(&mut network, Format::HALF);
    assert_eq!(value(&network), once);
}

/// The weights of a fresh network, as a file would hold them.
fn fresh_weights() -> Weights {
    let network = deep_convnet().build::<f32>(SoftmaxCrossEntropy, &Streams::new(4));
    Weights::of(&network)
}

#[test]
fn weights_of_a_file_are_the_networks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.safetensors");
    fresh_weights().save(&path).unwrap();
    let run = Run::for_test(1, Scale::Quick).with_weights(&path);
    let trained = trained(&run).unwrap();
    assert_eq!(trained.origin, "The book's DeepConvNet with the weights of `mine.safetensors`.");
    let expected = fresh_weights();
    for param in trained.network.params() {
        assert_eq!(Some(&param.value), expected.get(&param.name));
    }
}

#[test]
fn weights_of_another_network_are_rejected_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |weights: &Weights| {
        let path = folder.path().join("mine.safetensors");
        weights.save(&path).unwrap();
        let run = Run::for_test(1, Scale::Quick).with_weights(&path);
        trained(&run).err().map(|error| error.to_string()).unwrap_or_default()
    };
    let without = |name: &str| {
        let fresh = fresh_weights();
        let others = fresh.iter().filter(|(other, _)| *other != name);
        others.map(|(other, array)| (other.to_owned(), array.clone())).collect::<Weights>()
    };
    let message = refused(&without("b8"));
    assert!(
        message.contains("but no `b8`, which was expected as a list of 10")
            && message.ends_with("take the weights of this network"),
        "{message}"
    );
    let mut wrong = without("b8");
    wrong.insert("b8", Tensor::<f32>::zeros(vec![11]));
    let message = refused(&wrong);
    assert!(message.starts_with("`b8` in `"), "{message}");
    let end = "is a list of 11, but a list of 10 was expected; take the weights of this network";
    assert!(message.ends_with(end), "{message}");
    let mut broken = without("b8");
    broken.insert("b8", Tensor::<f32>::from_elem(vec![10], f32::NAN));
    let message = refused(&broken);
    assert!(
        message.starts_with("`b8` in `") && message.contains("holds NaN, but finite numbers"),
        "{message}"
    );
    let mut more = fresh_weights();
    more.insert("W9", Tensor::<f32>::zeros(vec![2]));
    assert!(refused(&more).contains("holds `W9`, but only `W1`, `b1`"));
}

#[test]
fn a_weights_file_that_is_not_there_is_an_error() {
    let run = Run::for_test(1, Scale::Quick).with_weights("no/such/file.safetensors");
    let error = (misclassified_mnist::EXPERIMENT.run)(&run).unwrap_err().to_string();
    assert!(error.contains("no/such/file.safetensors"), "{error}");
}

/// A pickle of protocol 2, as `pickle.dump` writes a dictionary of arrays.
fn pickle_of(weights: &Weights) -> Vec<u8> {
    let text = |out: &mut Vec<u8>, text: &str| {
        out.push(b'X');
        out.extend((text.len() as u32).to_le_bytes());
        out.extend(text.as_bytes());
    };
    let integer = |out: &mut Vec<u8>, n: usize| {
        out.push(b'J');
        out.extend((n as i32).to_le_bytes());
    };
    let mut out = b"\x80\x02}(".to_vec();
    for (name, array) in weights.iter() {
        text(&mut out, name);
        // numpy.core.multiarray._reconstruct(numpy.ndarray, (0,), b'b')
        out.extend(b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\x00\x85c_codecs\nencode\n");
        text(&mut out, "b");
        text(&mut out, "latin1");
        out.extend(b"\x86RtR(K\x01(");
        array.shape().iter().for_each(|&n| integer(&mut out, n));
        // numpy.dtype('f4', 0, 1), little end first
        out.extend(b"tcnumpy\ndtype\n");
        text(&mut out, "f4");
        out.extend(b"K\x00K\x01\x87R(K\x03");
        text(&mut out, "<");
        out.extend(b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89");
        let bytes: Vec<u8> = array.iter().flat_map(|value| value.to_le_bytes()).collect();
        out.extend(b"c_codecs\nencode\n");
        text(&mut out, &bytes.iter().map(|&byte| char::from(byte)).collect::<String>());
        text(&mut out, "latin1");
        out.extend(b"\x86Rtb");
    }
    out.extend(b"u.");
    out
}

#[test]
fn weights_of_the_books_pickle_are_evaluated_with_the_books_dropout() {
    let (folder, weights) = (tempfile::tempdir().unwrap(), fresh_weights());
    let pickle = folder.path().join("deep_convnet_params.pkl");
    std::fs::write(&pickle, pickle_of(&weights)).unwrap();
    let safetensors = folder.path().join("mine.safetensors");
    weights.save(&safetensors).unwrap();
    let of = |path| trained(&Run::for_test(1, Scale::Quick).with_weights(path)).unwrap();
    let (book, ours) = (of(&pickle), of(&safetensors));
    assert!(
        book.origin.ends_with("Its dropout shrinks at inference, as the book's does."),
        "{}",
        book.origin
    );

    // By hand: half of what the rectifier before the output layer gives, and half of the scores.
    let x = Tensor::from_shape_fn(vec![3, 1, 28, 28], |i| sin((i[0] * 5 + i[2] * 3 + i[3]) as f32));
    let hidden = ours.network.activations(&x);
    let (_, rectified) = hidden.iter().rfind(|(name, _)| name.starts_with("relu")).unwrap();
    let (w, b) = (ours.network.param("W8").unwrap(), ours.network.param("b8").unwrap());
    let rectified = core_tensor::tensor::as_rows(rectified, "relu").mapv(|x| 0.5 * x);
    let expected = (rectified.dot(&w.matrix()) + b.vector()) * 0.5;
    let scores = book.network.predict(&x);
    for (score, expected) in scores.iter().zip(&expected) {
        assert!((score - expected).abs() < 1e-6, "{score} against {expected}");
    }
    assert_ne!(scores, ours.network.predict(&x), "and that is not what the other form gives");
    // A network rebuilt from the description has the same dropout.
    assert_eq!(book.net, deep_convnet().dropout_of_the_book());
}

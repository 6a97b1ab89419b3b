//! A trained network that was saved is, when it is loaded, the same network: with its running statistics, and in `f64`, too.

use core_data::{Element, Weights, WeightsError};
use core_tensor::networks::Compiled;
use core_tensor::optimizers::Sgd;
use core_tensor::{MultiLayerNet, Network, Samples, Streams, Targets, Tensor};
use ndarray::{Array1, Ix1};
use portable_math::sin;
use tempfile::tempdir;

fn description() -> MultiLayerNet {
    MultiLayerNet::new(2, &[8, 8], 3).batch_norm()
}

/// Sixty points in three groups, far from 0, where running statistics of 0 and 1 would be of no use.
fn points<F: Element + Compiled>() -> Samples<F> {
    let x = Tensor::from_shape_fn(vec![60, 2], |i| {
        let (group, noise) = (i[0] % 3, sin((i[0] * 7 + i[1] * 13) as f64));
        F::of(50.0 + 20.0 * [[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]][group][i[1]] + noise)
    });
    Samples::from_values(x, Targets::Labels((0..60).map(|i| i % 3).collect()))
}

fn trained<F: Element + Compiled>() -> Network<F> {
    let mut network = description().build(&Streams::new(1));
    let (points, mut sgd) = (points(), Sgd::new(0.1));
    for _ in 0..200 {
        let (x, t) = points.all();
        network.train_step(x, &t, &mut sgd);
    }
    network
}

fn saved_and_loaded<F: Element + Compiled>(ending: &str) -> (Network<F>, Network<F>) {
    let (folder, learnt) = (tempdir().unwrap(), trained::<F>());
    let path = folder.path().join(format!("trained.{ending}"));
    Weights::of(&learnt).save(&path).unwrap();
    let mut other = description().build(&Streams::new(2));
    Weights::load_into(&path, &mut other).unwrap();
    (learnt, other)
}

fn it_is_the_same_network<F: Element + Compiled>() {
    for ending in ["safetensors", "npz"] {
        let (learnt, loaded) = saved_and_loaded::<F>(ending);
        let (before, after) = (learnt.evaluate(&points()), loaded.evaluate(&points()));
        assert_eq!(before.correct(), 60, "{ending}: it has learnt");
        assert_eq!(after, before, "{ending}");
        assert!(Weights::of(&loaded) == Weights::of(&learnt), "{ending}: every tensor to the bit");
        let (x, _) = points::<F>().all();
        assert!(loaded.predict(&x) == learnt.predict(&x), "{ending}: every score to the bit");
    }
}

#[test]
fn a_network_with_batch_normalisation_predicts_the_same_after_it_was_saved_and_loaded() {
    it_is_the_same_network::<f32>();
}

#[test]
fn a_network_of_f64_is_saved_without_rounding() {
    it_is_the_same_network::<f64>();
    let third = Weights::from_iter([("W1".to_owned(), ndarray::array![1.0_f64 / 3.0])]);
    let folder = tempdir().unwrap();
    for ending in ["safetensors", "npz"] {
        let path = folder.path().join(format!("third.{ending}"));
        third.save(&path).unwrap();
        assert!(Weights::<f64>::load_as(&path).unwrap() == third, "{ending}");
        let rounded = Weights::load(&path).unwrap();
        assert_eq!(rounded.get("W1").unwrap()[[0]], 1.0_f32 / 3.0, "{ending}: read as f32 it is rounded");
    }
}

#[test]
fn a_file_without_running_statistics_is_refused_by_their_name() {
    let (folder, learnt) = (tempdir().unwrap(), trained::<f32>());
    let path = folder.path().join("old.safetensors");
    let params = learnt.params().into_iter().map(|param| (param.name.clone(), param.value.clone()));
    params.collect::<Weights>().save(&path).unwrap();
    let mut other = description().build::<f32>(&Streams::new(2));
    let before = Weights::of(&other);
    let error = Weights::load_into(&path, &mut other).unwrap_err();
    assert!(matches!(&error, WeightsError::MissingKey { key, .. } if key == "running_mean1"), "{error}");
    assert!(Weights::of(&other) == before, "a refused file changes nothing");
}

#[test]
fn the_count_of_batches_that_pytorch_writes_is_passed_over() {
    let (folder, learnt) = (tempdir().unwrap(), trained::<f32>());
    let path = folder.path().join("pytorch.safetensors");
    let mut weights = Weights::of(&learnt);
    weights.insert("bn1.num_batches_tracked", Array1::<f32>::from_elem(1, 200.0));
    weights.save(&path).unwrap();
    let mut other = description().build::<f32>(&Streams::new(2));
    Weights::load_into(&path, &mut other).unwrap();
    let mean = other.state_dict().into_iter().find(|(name, _)| name == "running_mean1").unwrap().1;
    assert_eq!(mean.into_dimensionality::<Ix1>().unwrap().len(), 8);
    assert!(Weights::of(&other) == Weights::of(&learnt));
}

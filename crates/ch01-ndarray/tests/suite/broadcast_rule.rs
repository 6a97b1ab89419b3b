//! The derived broadcasting rule is ndarray's. The test is alone in its file, since it silences panic messages.

use std::panic::catch_unwind;

use ch01_ndarray::derive::broadcast::broadcast_shape;
use core_tensor::Streams;
use ndarray::{ArrayD, IxDyn};
use rand::RngExt;

#[test]
fn the_rule_for_shapes_is_ndarrays() {
    let mut rng = Streams::new(1).rng("shapes");
    let mut shape = || -> Vec<usize> {
        let axes = rng.random_range(0..4);
        (0..axes).map(|_| rng.random_range(1..4)).collect()
    };
    let (mut fitting, mut others) = (0, 0);
    // A panic of ndarray is an expected result here, so don't print it.
    std::panic::set_hook(Box::new(|_| {}));
    let results: Vec<_> = (0..300)
        .map(|_| {
            let (a, b) = (shape(), shape());
            let product = catch_unwind(|| {
                let product = &ArrayD::<f64>::ones(IxDyn(&a)) * &ArrayD::<f64>::ones(IxDyn(&b));
                product.shape().to_vec()
            });
            (a, b, product.ok())
        })
        .collect();
    drop(std::panic::take_hook());
    for (a, b, result) in results {
        assert_eq!(broadcast_shape(&a, &b), result, "{a:?} and {b:?}");
        if result.is_some() { fitting += 1 } else { others += 1 }
    }
    assert!(fitting > 50 && others > 50, "{fitting} pairs fit, {others} do not");
}

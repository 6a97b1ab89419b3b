//! Section 4.4: gradients, gradient descent, and the simple network.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch04_loss::derive::cross_entropy_error::cross_entropy_error;
use ch04_loss::derive::gradient_descent::gradient_descent;
use ch04_loss::derive::numerical_gradient::{numerical_gradient, numerical_gradient_of_array};
use ch04_loss::derive::simple_net::SimpleNet;
use ch04_loss::experiments::gradient_2d::function_2;
use ch04_loss::experiments::{gradient_2d, gradient_method, gradient_simplenet, watch_simplenet_learn};
use chapter_kit::check::{finding, quick};
use golden::book;
use ndarray::{Array1, ArrayD, array};

#[test]
fn partial_derivatives_and_gradients_are_the_books() {
    let outcome = quick(&gradient_2d::EXPERIMENT);
    let partial = book(&["ch04", "partial"]);
    partial.get("df_dx0_at_3_4").assert_number(finding(&outcome, "partial.x0_at_3_4"), 1e-14);
    partial.get("df_dx1_at_3_4").assert_number(finding(&outcome, "partial.x1_at_3_4"), 1e-14);
    for entry in book(&["ch04", "numerical_gradient_f2"]).list() {
        let x = Array1::from_iter(entry.get("x").tensor());
        entry.get("grad").assert_close(numerical_gradient(function_2, &x).into_dyn().view(), 1e-14);
        assert_eq!(
            finding(&outcome, &format!("at_{}_{}.x0", x[0], x[1])),
            numerical_gradient(function_2, &x)[0]
        );
    }
}

#[test]
fn the_gradient_points_uphill_at_every_point_of_the_books_grid() {
    let outcome = quick(&gradient_2d::EXPERIMENT);
    let entry = book(&["ch04", "gradient_2d"]);
    entry.get("n_points").assert_number(finding(&outcome, "arrows"), 0.0);
    assert_eq!(
        finding(&outcome, "gradients_that_point_uphill"),
        finding(&outcome, "arrows") - 1.0,
        "but at the lowest"
    );
    assert!(finding(&outcome, "largest_error") < 1e-10);
    for (x, grad) in entry.get("first5_points").list().iter().zip(entry.get("first5_grad").list()) {
        let ours = numerical_gradient(function_2, &Array1::from_iter(x.tensor()));
        grad.assert_close(ours.into_dyn().view(), 1e-14);
    }
}

#[test]
fn gradient_descent_walks_the_books_path() {
    let entry = book(&["ch04", "gradient_descent"]);
    let init = Array1::from_iter(entry.get("init").tensor());
    let path = gradient_descent(function_2, &init, entry.get("lr").number(), 20);
    assert_eq!(path.len(), 21);
    for (ours, theirs) in path.iter().zip(entry.get("path").list()) {
        theirs.assert_close(ours.clone().into_dyn().view(), 1e-12);
    }
    entry.get("end").assert_close(path[20].clone().into_dyn().view(), 1e-12);
}

#[test]
fn learning_rates_end_where_the_books_do_and_10_only_stops_because_the_difference_fails() {
    let outcome = quick(&gradient_method::EXPERIMENT);
    let entry = book(&["ch04", "gradient_descent"]);
    for (name, theirs, tolerance) in
        [("lr_0.1", "lr01_100", 1e-3), ("lr_10", "lr10_100", 1e-12), ("lr_1e_10", "lr1e_10_100", 1e-14)]
    {
        let ours = ["x0", "x1"].map(|axis| finding(&outcome, &format!("{name}.after_100.{axis}")));
        entry.get(theirs).assert_close(Array1::from(ours.to_vec()).into_dyn().view(), tolerance);
    }
    assert!(finding(&outcome, "lr_10.stops_after_steps") < 12.0);
    assert!(finding(&outcome, "lr_10.by_formula.x0").abs() > 1e127);
}

#[test]
fn the_simple_network_of_the_text_has_the_books_loss_and_gradients() {
    let entry = book(&["ch04", "simplenet"]);
    let net = SimpleNet { w: gradient_simplenet::weights_of_the_text() };
    let (x, t) = (gradient_simplenet::input(), gradient_simplenet::target());
    entry.get("W").assert_close(net.w.clone().into_dyn().view(), 0.0);
    entry.get("x").assert_close(x.clone().into_dyn().view(), 0.0);
    entry.get("t").assert_close(t.clone().into_dyn().view(), 0.0);
    entry.get("predict").assert_close(net.predict(&x).into_dyn().view(), 1e-14);
    // With the book's 1e-7 …
    entry.get("loss").assert_number(cross_entropy_error(&net.probabilities(&x), &t), 1e-14);
    let book_loss = |w: &ArrayD<f64>| {
        let mut net = net.clone();
        net.w.assign(w);
        cross_entropy_error(&net.probabilities(&x), &t)
    };
    let numeric = numerical_gradient_of_array(book_loss, &net.w.clone().into_dyn());
    entry.get("numerical_gradient").assert_close(numeric.view(), 1e-9);
    // … and without.
    entry.get("analytic").assert_close(net.gradient(&x, &t).into_dyn().view(), 1e-14);
    let outcome = quick(&gradient_simplenet::EXPERIMENT);
    entry.get("loss").assert_number(finding(&outcome, "loss"), 1e-6);
    assert!(finding(&outcome, "random.largest_row_sum") < 1e-9, "what one class gains the others lose");
    assert!(finding(&outcome, "random.largest_difference_to_the_formula") < 1e-9);
}

// (S24)
#[test]
fn at_every_step_both_gradients_agree_to_1e_9_and_the_loss_falls() {
    let outcome = quick(&watch_simplenet_learn::EXPERIMENT);
    assert!(finding(&outcome, "largest_difference_of_the_gradients") < 1e-9);
    assert_eq!(finding(&outcome, "steps_in_which_the_loss_fell"), finding(&outcome, "steps"));
    assert!(finding(&outcome, "step_50.probability_of_the_right_class") > 0.95);
    assert!(
        finding(&outcome, "step_50.largest_gradient") < 0.1 * finding(&outcome, "step_0.largest_gradient")
    );
}

#[test]
fn the_point_is_left_as_it_was_by_a_gradient_whatever_its_shape() {
    let x = array![[1.0 / 3.0, -2.0 / 7.0], [1e6, 1e-6]].into_dyn();
    let mut last = x.clone();
    numerical_gradient_of_array(
        |x| {
            last = x.clone();
            x.sum()
        },
        &x,
    );
    // Only the last element is still moved when f is called for the last time.
    for index in [[0, 0], [0, 1], [1, 0]] {
        assert_eq!(last[&index[..]], x[&index[..]]);
    }
}

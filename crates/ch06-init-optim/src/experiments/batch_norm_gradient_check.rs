//! 6.3 Is the backward pass of batch normalisation right, and which batch can show it?
//!
//! With one image every value equals the mean of its batch, and the check compares zeros with zeros. The only
//! gradients that seem to disagree are those of β2, on ReLU's kink. With sixteen images every parameter agrees to
//! better than one part in a million.

use chapter_kit::figure::{Axis, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Needs, Outcome, Run, Source, Table, Takes, Words, say};
use core_tensor::functions::numerical_gradient::H;
use core_tensor::training::gradient_check::{ParamReport, Report, Verdict, check_network};
use core_tensor::{MultiLayerNet, Network, Samples, Targets, Tensor};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "batch_norm_gradient_check",
    section: "6.3.1",
    question: "Is the backward pass of batch normalisation right, and can a batch of one image show it?",
    takes: Takes::new("1 s", "1 s", "1 s"),
    run,
};

/// The size of the meaningful batch.
const BATCH: usize = 16;
/// The number of entries compared per parameter.
const ENTRIES: usize = 30;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let images = run.mnist_with(Needs::images(BATCH, 1))?.train.first(BATCH).samples::<f64>();
    let one = Check::of(run, &images.take(1));
    let many = Check::of(run, &images);
    let mut outcome = Outcome::new();
    findings(&mut outcome, &one, &many);
    outcome.figure(figure(&one, &many));
    outcome.table(one_table(&one)).table(many_table(&many));
    claims(&mut outcome, &one, &many);
    Ok(outcome)
}

/// The gradient check of every parameter on one batch.
struct Check {
    /// Gradients compared entry by entry, kinks excluded.
    report: Report,
    /// Each parameter's largest gradient, from backward.
    largest: Vec<f64>,
    /// Each parameter's mean of `|a − n|` over the entries, kinks included, as the book's script prints it.
    as_the_book_prints: Vec<f64>,
}

impl Check {
    fn of(run: &Run, images: &Samples<f64>) -> Self {
        let (x, t) = images.all();
        let mut network = MultiLayerNet::new(784, &[100, 100], 10).batch_norm().build(run.streams());
        let mut report = check_network(&network, &x, &t, ENTRIES);
        report.params.retain(|param| param.name != "x");
        network.gradient(x.clone(), &t);
        let largest = network.params().iter().map(|param| largest(&param.grad)).collect();
        Self { report, largest, as_the_book_prints: mean_differences(&mut network, &x, &t) }
    }

    fn param(&self, name: &str) -> Option<&ParamReport> {
        self.report.params.iter().find(|param| param.name == name)
    }

    fn printed(&self, name: &str) -> f64 {
        let index = self.report.params.iter().position(|param| param.name == name);
        index.map_or(f64::NAN, |index| self.as_the_book_prints[index])
    }

    fn kinks(&self) -> usize {
        self.report.params.iter().map(|param| param.kinks).sum()
    }

    fn without_gradient(&self) -> usize {
        self.largest.iter().filter(|&&gradient| gradient == 0.0).count()
    }
}

fn largest(gradients: &Tensor<f64>) -> f64 {
    gradients.iter().fold(0.0, |largest, gradient| gradient.abs().max(largest))
}

/// For each parameter the mean of `|backward − (L(w + h) − L(w − h)) / 2h|`, over up to a hundred equally spaced
/// entries.
fn mean_differences(network: &mut Network<f64>, x: &Tensor<f64>, t: &Targets<f64>) -> Vec<f64> {
    network.gradient(x.clone(), t);
    let gradients: Vec<Tensor<f64>> = network.params().iter().map(|param| param.grad.clone()).collect();
    let mut means = Vec::new();
    for (which, gradient) in gradients.iter().enumerate() {
        let stride = gradient.len().div_ceil(100);
        let entries: Vec<(usize, f64)> = gradient.iter().copied().enumerate().step_by(stride).collect();
        let difference = |&(i, gradient): &(usize, f64)| {
            let mut loss = |change| loss_after(network, which, i, change, x, t);
            (gradient - (loss(H) - loss(-H)) / (2.0 * H)).abs()
        };
        means.push(entries.iter().map(difference).sum::<f64>() / entries.len() as f64);
    }
    means
}

/// The training loss with entry `i` of parameter `which` changed; the network is left unchanged.
fn loss_after(
    network: &mut Network<f64>,
    which: usize,
    i: usize,
    change: f64,
    x: &Tensor<f64>,
    t: &Targets<f64>,
) -> f64 {
    let set = |network: &mut Network<f64>, new: &dyn Fn(f64) -> f64| {
        let entry = network.params_mut().swap_remove(which).value.iter_mut().nth(i);
        entry.map_or(f64::NAN, |entry| std::mem::replace(entry, new(*entry)))
    };
    let before = set(network, &|value| value + change);
    let loss = network.training_loss(x.clone(), t);
    set(network, &|_| before);
    loss
}

fn findings(outcome: &mut Outcome, one: &Check, many: &Check) {
    let kinks = |name: &str| one.param(name).map_or(0, |param| param.kinks);
    outcome.count("batch_1.parameters_without_gradient", one.without_gradient());
    outcome.count("batch_1.kinks_of_beta1", kinks("beta1"));
    outcome.count("batch_1.kinks_of_beta2", kinks("beta2"));
    outcome.finding("batch_1.mean_difference_of_beta2", one.printed("beta2"));
    outcome.finding("batch_1.mean_difference_of_b3", one.printed("b3"));
    outcome.count("batch_16.kinks", many.kinks());
    outcome.finding("batch_16.worst_relative_error", many.report.worst_error());
    for name in ["b1", "b2"] {
        let index = many.report.params.iter().position(|param| param.name == name);
        outcome.finding(
            format!("batch_16.largest_gradient_of_{name}"),
            index.map_or(f64::NAN, |i| many.largest[i]),
        );
    }
}

/// A parameter's name as in the formulas: γ1 for `gamma1`.
fn symbol(name: &str) -> String {
    name.replace("gamma", "γ").replace("beta", "β")
}

fn figure(one: &Check, many: &Check) -> Figure {
    let names = || many.report.params.iter().map(|param| Words::name(symbol(&param.name)));
    let parameters = || {
        Axis::new("parameter")
            .range(-0.6, names().count() as f64 - 0.4)
            .named_ticks((0..).map(f64::from).zip(names()))
    };
    let points = |values: Vec<f64>| {
        Series::new("", (0..).map(f64::from).zip(values)).marker(Marker::Circle, 1).width(4.5)
    };
    let errors = many.report.params.iter().map(ParamReport::worst_error).collect();
    let printed = Panel::new("One image: β2 looks wrong, and only b3 is checked")
        .x(parameters())
        .y(Axis::new("mean of |a − n|").range(-0.003, 0.063))
        .scatter(points(one.as_the_book_prints.clone()));
    let checked = Panel::new("Sixteen images: every parameter is right")
        .x(parameters())
        .y(Axis::new("largest relative error").log10().range(1e-13, 1e-4))
        .hline(1e-6)
        .scatter(points(errors));
    Figure::new("Batch normalisation's backward pass is checked by sixteen images, not by one")
        .columns(2)
        .panel_size(370.0, 240.0)
        .panel(printed)
        .panel(checked)
        .caption(
            "a: gradient of the backward pass, n: numerical gradient. Left: with one image the gradients of all but b3 are \
             0, and those of β2 lie on ReLU's kink. Right: a mistake would lie above the dashes, at 1e-6.",
        )
}

fn one_table(one: &Check) -> Table {
    let heads = ["parameter", "largest gradient", "mean of |a − n|", "entries on a kink"];
    let title = say!("One image: backward (a) and numerical gradient (n), up to {ENTRIES} entries each");
    let mut table = Table::new(title, heads);
    for (i, param) in one.report.params.iter().enumerate() {
        let numbers = [one.largest[i], one.as_the_book_prints[i]].map(Cell::from);
        let kinks = Cell::count(param.kinks);
        table.row([Cell::from(symbol(&param.name))].into_iter().chain(numbers).chain([kinks]));
    }
    table
}

fn many_table(many: &Check) -> Table {
    let heads = ["parameter", "largest gradient", "mean of |a − n|", "largest relative error"];
    let mut table = Table::new(say!("{BATCH} images; no entry is on a kink"), heads);
    if many.kinks() > 0 {
        table = Table::new(say!("{BATCH} images; {} entries are on a kink", many.kinks()), heads);
    }
    for (i, param) in many.report.params.iter().enumerate() {
        let numbers = [many.largest[i], many.as_the_book_prints[i], param.worst_error()].map(Cell::from);
        table.row([Cell::from(symbol(&param.name))].into_iter().chain(numbers));
    }
    table
}

fn claims(outcome: &mut Outcome, one: &Check, many: &Check) {
    let parameters = one.largest.len();
    outcome.claim(
        Source::ThisPage, "a batch of one image, as in the book's script, checks almost nothing",
        say!(
            "with one image the gradient of {} of {parameters} parameters is 0, so nothing is compared; the mean \
             difference of β2, {:.3}, is no mistake either, since its entries are on ReLU's kink",
            one.without_gradient(),
            one.printed("beta2"),
        ),
        one.without_gradient() + 1 >= parameters,
    );
    outcome.claim(
        Source::ThisPage,
        "backward and numerical gradient agree",
        say!("with {BATCH} images the worst relative error is {:.1e}", many.report.worst_error()),
        many.report.verdict() == Verdict::Right,
    );
    outcome.note(
        "The gradient of the biases b1 and b2 is 0 in any batch: batch normalisation subtracts the mean, and with it any \
         bias. The 1e-17 in the table are rounding. The relative error divides the difference by the larger of the two \
         gradients, but never by less than the smallest gradient that a central difference can resolve; otherwise \
         it would compare rounding with rounding.",
    );
}

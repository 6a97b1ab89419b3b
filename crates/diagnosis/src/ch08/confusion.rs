//! Which digit is taken for which?

use crate::question::Question;
use ndarray::{Array2, array};

/// Labels, answers, and the number of classes.
pub type Input = (Vec<usize>, Vec<usize>, usize);

fn counted((labels, answers, classes): &Input) -> Array2<f64> {
    let mut counts = Array2::zeros((*classes, *classes));
    for (&label, &answer) in labels.iter().zip(answers) {
        counts[[label, answer]] += 1.0;
    }
    counts
}

/// How often each label (row) got each answer (column) (book §8.1.1).
pub fn matrix() -> Question<Input, Array2<f64>> {
    Question::new(
        "confusion",
        |draw| {
            let (n, classes) = (draw.size(10..=30), draw.size(2..=4));
            (draw.labels(n, classes), draw.labels(n, classes), classes)
        },
        counted,
    )
    .inputs(["labels", "answers", "classes"])
    .parts(["counts"])
    .example(|| (vec![0, 0, 1], vec![0, 1, 1], 2))
    .mistake(
        "rows are answers",
        "Rows and columns are exchanged: row 4, column 9 shall count the fours that were taken for nines.",
        |input| counted(input).t().to_owned(),
    )
    .mistake("only the wrong ones", "The right answers are missing: they belong on the diagonal.", |input| {
        let mut counts = counted(input);
        counts.diag_mut().fill(0.0);
        counts
    })
    .mistake(
        "set, not counted",
        "Each pair is noted once. It has to be counted: `+= 1.0`, not `= 1.0`.",
        |input| counted(input).mapv(|count| count.min(1.0)),
    )
    .mistake("shares", "Those are shares of all images. Asked is how many there are.", |input| {
        counted(input) / input.0.len() as f64
    })
    .also_right("place by place", |(labels, answers, classes)| {
        Array2::from_shape_fn((*classes, *classes), |place| {
            labels.iter().zip(answers).filter(|(label, answer)| (**label, **answer) == place).count() as f64
        })
    })
}

/// The place of the largest number that `counts`, where `of` gives what is compared.
fn place(counts: &Array2<f64>, of: impl Fn((usize, usize)) -> f64) -> (usize, usize) {
    let mut best = ((0, 0), f64::NEG_INFINITY);
    for (place, _) in counts.indexed_iter() {
        if of(place) > best.1 {
            best = (place, of(place));
        }
    }
    best.0
}

/// `(label, answer)` of the most frequent mistake.
pub fn most_confused() -> Question<Array2<f64>, (usize, usize)> {
    Question::new(
        "most_confused",
        |draw| {
            let classes = draw.size(2..=5);
            // All numbers differ, so there is one answer.
            let order = draw.shuffled(classes * classes);
            Array2::from_shape_fn((classes, classes), |(i, j)| {
                order[i * classes + j] as f64 + if i == j { 100.0 } else { 0.0 }
            })
        },
        |counts| place(counts, |(i, j)| if i == j { -1.0 } else { counts[[i, j]] }),
    )
    .inputs(["counts"])
    .parts(["label", "answer"])
    .example(|| array![[95.0, 1.0, 4.0], [2.0, 90.0, 8.0], [5.0, 3.0, 92.0]])
    .mistake(
        "the diagonal counts",
        "The largest number stands on the diagonal: those are right answers. Leave them out.",
        |counts| place(counts, |place| counts[place]),
    )
    .mistake("rows are answers", "Label and answer are exchanged: the row is the label.", |counts| {
        let (label, answer) = place(counts, |(i, j)| if i == j { -1.0 } else { counts[[i, j]] });
        (answer, label)
    })
    .mistake("the fewest", "That is the rarest mistake. Asked is the most frequent.", |counts| {
        place(counts, |(i, j)| if i == j { f64::NEG_INFINITY } else { -counts[[i, j]] })
    })
    .also_right("sorted", |counts| {
        let mut all: Vec<_> = counts.indexed_iter().filter(|((i, j), _)| i != j).collect();
        all.sort_by(|a, b| b.1.total_cmp(a.1));
        all.first().map_or((0, 0), |(place, _)| *place)
    })
}

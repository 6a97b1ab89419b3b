//! Which size have the plotting areas of a figure? As large as what stands around them allows.

use super::frame::Frame;
use super::grid_of_panels::Figure;
use super::layout::{Placed, Rect};
use super::legend_entries;
use super::looks::{self, Look};
use super::naming::{self, Naming};
use super::panel::{Legend, Panel};
use super::plot_size::{columns, shrunk, suitable};
use super::room::{Around, above_of};
use super::scene::{self, Ranges, Scene};
use super::tick_labels;

/// Panels narrower than this show nothing.
const NARROWEST: f64 = 24.0;
/// Names at the ends of lines may not take more of a panel's width.
const LEFT_BY_NAMES: f64 = 0.66;

/// Panels in their size, not yet at their positions.
pub(super) struct Fitted {
    pub(super) columns: usize,
    pub(super) panels: Vec<Placed>,
    pub(super) around: Around,
    /// Whether one legend above all panels names their series.
    pub(super) common_legend: bool,
}

impl Fitted {
    /// With as many columns as the figure asks for, or as many as leave something of each plotting area.
    pub(super) fn of(figure: &Figure) -> Self {
        let looks = looks::looks(figure);
        let mut columns = columns(figure);
        loop {
            let fitted = Fitting::of(figure, &looks, columns).fitted();
            if columns == 1 || fitted.panels.iter().all(|panel| panel.plot.width >= NARROWEST) {
                return fitted;
            }
            columns = columns.div_ceil(2);
        }
    }
}

/// Who names the series?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    AtEnds,
    EachPanel,
    Figure,
}

/// What does not depend on the size.
struct Fitting<'a> {
    figure: &'a Figure,
    looks: &'a [Vec<Look>],
    columns: usize,
    /// The size that would suit.
    wanted: (f64, f64),
    /// The ranges that all panels share, if they do.
    ranges: Option<Ranges>,
}

impl<'a> Fitting<'a> {
    fn of(figure: &'a Figure, looks: &'a [Vec<Look>], columns: usize) -> Self {
        let ranges = if figure.shared_axes { common_ranges(figure) } else { None };
        Self { figure, looks, columns, wanted: suitable(figure, columns), ranges }
    }

    /// With names at the ends of lines, if these fit; else with legends.
    fn fitted(&self) -> Fitted {
        let asked_for = self.figure.legend == Legend::OutsideTop;
        if !asked_for {
            let fitted = self.with(Names::AtEnds);
            let frames: Vec<Frame> = fitted.panels.iter().map(Placed::frame).collect();
            let left = |panel: &Placed| panel.plot.width >= LEFT_BY_NAMES * self.wanted.0;
            if fitted.panels.iter().all(left) && naming::all_at_ends(self.figure, &frames) {
                return fitted;
            }
        }
        let common = asked_for || naming::repeated(self.figure, self.looks);
        self.with(if common { Names::Figure } else { Names::EachPanel })
    }

    fn with(&self, names: Names) -> Fitted {
        let mut size = self.wanted;
        // A smaller area has other numbers, and these need other room: twice is enough.
        for _ in 0..2 {
            size = self.shrunk(&self.placed(size, names).1);
        }
        let (mut panels, around) = self.placed(size, names);
        let width = self.shrunk(&around).0.min(size.0);
        panels.iter_mut().for_each(|panel| panel.plot.width = width);
        Fitted { columns: self.columns, panels, around, common_legend: names == Names::Figure }
    }

    fn shrunk(&self, around: &Around) -> (f64, f64) {
        shrunk(self.wanted, around, self.columns, self.figure)
    }

    fn placed(&self, size: (f64, f64), names: Names) -> (Vec<Placed>, Around) {
        let panels = self.figure.panels.iter().zip(self.looks).enumerate();
        let mut panels: Vec<Placed> =
            panels.map(|(i, (panel, looks))| self.panel(i, panel, looks, size, names)).collect();
        make_alike(self.figure, &mut panels);
        let around = Around::of(self.figure, &panels);
        (panels, around)
    }

    fn panel(&self, i: usize, panel: &Panel, looks: &[Look], size: (f64, f64), names: Names) -> Placed {
        let scene = Scene::of(panel, self.ranges);
        let plot = Rect { left: 0.0, top: 0.0, width: size.0, height: size.1 };
        let frame = scene.frame(plot);
        let naming = match names {
            Names::AtEnds if legend_entries::count(panel) > 0 => Naming::AtEnds,
            Names::AtEnds | Names::Figure => Naming::None,
            Names::EachPanel => naming::in_legend(panel, looks, &frame),
        };
        let note_corner = naming::note_corner(panel, &frame, naming);
        // With shared axes, only the panels below and on the left show numbers.
        let shared = self.figure.shared_axes;
        let shows_x = !panel.x.hidden && (!shared || i + self.columns >= self.figure.panels.len());
        let shows_y = !panel.y.hidden && (!shared || i.is_multiple_of(self.columns));
        let x_labels = if scene.x.hidden { Vec::new() } else { tick_labels::across(&frame) };
        let y_labels = if scene.y.hidden { Vec::new() } else { tick_labels::down(&frame) };
        let above = above_of(panel, looks, (naming, note_corner), size.0);
        let looks = looks.to_vec();
        Placed { plot, looks, naming, note_corner, above, x_labels, y_labels, shows_x, shows_y, scene }
    }
}

/// If one panel has its legend or its note above, all have.
fn make_alike(figure: &Figure, panels: &mut [Placed]) {
    let legend_above = panels.iter().any(|placed| placed.naming == Naming::Above);
    let noted = figure.panels.iter().map(|panel| !panel.note.is_empty());
    let note_above = panels.iter().zip(noted).any(|(placed, noted)| noted && placed.note_corner.is_none());
    for (panel, placed) in figure.panels.iter().zip(panels) {
        if legend_above && matches!(placed.naming, Naming::In(_)) {
            placed.naming = Naming::Above;
        }
        if note_above {
            placed.note_corner = None;
        }
        let words = (placed.naming, placed.note_corner);
        placed.above = above_of(panel, &placed.looks, words, placed.plot.width);
    }
}

/// The smallest ranges that hold those of all panels.
fn common_ranges(figure: &Figure) -> Option<Ranges> {
    let widened = |a: (f64, f64), b: (f64, f64)| (a.0.min(b.0), a.1.max(b.1));
    figure.panels.iter().map(scene::own_ranges).reduce(|a, b| (widened(a.0, b.0), widened(a.1, b.1)))
}

//! How is a result shown? As a figure: pure data that is drawn as a PNG and as an SVG.
//!
//! A [`Figure`] is a grid of [`Panel`]s; a panel has two [`Axis`]es and marks, drawn in the order in which they were
//! added. Nothing is drawn before [`Figure::svg_string`] or [`Figure::png_bytes`], so figures can be compared and tested as
//! data. Both stay in memory; the caller writes files if it wants any.
//!
//! ```
//! use figure::{Axis, Figure, Marker, Panel, Series};
//!
//! let points = (0..50).map(|i| (f64::from(i), (-0.1 * f64::from(i)).exp()));
//! let panel = Panel::new("")
//!     .x(Axis::new("iterations"))
//!     .y(Axis::new("loss").range(0.0, 1.0))
//!     .line(Series::new("SGD", points).marker(Marker::Circle, 10));
//! let figure = Figure::single("Loss of a training", panel);
//! assert!(figure.svg_string().unwrap().contains("iterations"));
//! ```
//!
//! | to find | look in |
//! |---|---|
//! | figures, panels, axes, marks as data | `grid_of_panels`, `panel`, `axis`, `marks` |
//! | computational graphs | `graph`, `draw_graph`, `graph_values` |
//! | contour lines of a grid | `contour` |
//! | where each panel goes, and how large it is | `layout`, `fitted`, `plot_size`, `room` |
//! | from data to the page, and back | `scene`, `frame`, `plotting_area` |
//! | numbers and names along the axes | `axis`, `tick_labels` |
//! | how series differ without colours, and on the same path | `looks`, `coincide` |
//! | where series are named | `naming`, `end_labels`, `corners`, `legend_entries`, `draw_legend` |
//! | how marks and panels are drawn | `draw_marks`, `draw_bars`, `draw_heat_map`, `scale_bar`, `shapes`, `draw_panel`, `draw_figure` |
//! | what it shows, in words | `description` |
//! | what draws lines and words | `canvas`, `fonts`, `sizes`, `wrap`, `picture_in_svg` |
//! | the bytes of a picture | `render` |

mod axis;
mod canvas;
mod coincide;
mod color;
mod contour;
mod corners;
mod description;
mod draw_bars;
mod draw_figure;
mod draw_graph;
mod draw_heat_map;
mod draw_legend;
mod draw_marks;
mod draw_panel;
mod end_labels;
mod error;
mod fitted;
mod fonts;
mod frame;
mod graph;
mod graph_values;
mod grid_of_panels;
mod layout;
mod legend_entries;
mod looks;
mod marks;
mod naming;
mod narrow;
mod panel;
mod picture_in_svg;
mod plot_size;
mod plotting_area;
mod render;
mod room;
mod scale_bar;
mod scene;
mod shapes;
mod sizes;
mod tick_labels;
mod wrap;

pub use axis::Axis;
pub use color::{Color, ColorScale};
pub use description::{FigureWords, PanelWords};
pub use error::{DrawError, FigureError};
pub use graph::{Graph, Node};
pub use grid_of_panels::Figure;
pub use marks::{Band, Bars, Bins, Contour, Dash, Grid, HeatMap, Marker, Series, Trajectory, VectorField};
pub use panel::{Corner, Legend, Panel};
pub use plotting_area::{Ends, PlottingArea};
pub use wording::{Words, say};

//! Figures are drawn whatever the data, the same data give the same bytes, and what cannot be written is named.

use chapter_kit::figure::{
    Axis, Band, Bars, Bins, Contour, Figure, Graph, Grid, HeatMap, Legend, Marker, Panel, Series, Trajectory,
    VectorField,
};
use ndarray::Array2;
use std::io::Cursor;

fn wave(n: usize) -> Vec<(f64, f64)> {
    (0..n).map(|i| (i as f64, (0.3 * i as f64).sin())).collect()
}

/// One panel of each kind.
fn one_of_each() -> Vec<Panel> {
    let grid = || Grid::of((-2.0, 2.0, 41), (-2.0, 2.0, 41), |x, y| x * x + 3.0 * y * y);
    let axes = |panel: Panel| panel.x(Axis::new("x")).y(Axis::new("y"));
    vec![
        axes(Panel::new("line").line(Series::new("wave", wave(40)).marker(Marker::Square, 5))),
        axes(Panel::new("band").band(Band::new((0..9).map(|i| (f64::from(i), 0.0, f64::from(i)))))),
        axes(Panel::new("scatter").scatter(Series::new("points", wave(20)))),
        axes(Panel::new("trajectory").trajectory(Trajectory::new("path", wave(9)))),
        axes(Panel::new("contour").contour(Contour::new(grid(), [0.5, 1.0, 2.0]))),
        axes(
            Panel::new("field").vector_field(VectorField::new([(0.0, 0.0, 1.0, 0.5), (1.0, 1.0, -0.5, 0.0)])),
        ),
        axes(
            Panel::new("histogram")
                .histogram(Bins::of(&[0.1, 0.2, 0.25, 0.9], 4, 0.0, 1.0))
                .note("mean 0.36"),
        ),
        axes(Panel::new("bars").bars(Bars::new([("a", 1.0), ("b", 2.0)]))),
        axes(Panel::new("map").heat_map(HeatMap::diverging(Array2::eye(4)))),
    ]
}

fn gallery() -> Figure {
    one_of_each()
        .into_iter()
        .fold(Figure::new("One of each: <&> \"quoted\" 학습 곡선").columns(3), Figure::panel)
}

#[test]
fn the_same_figure_gives_the_same_bytes_and_a_picture_that_can_be_read() {
    let bytes = gallery().png_bytes().unwrap();
    assert_eq!(bytes, gallery().png_bytes().unwrap());
    let mut reader = png::Decoder::new(Cursor::new(&bytes)).read_info().unwrap();
    let mut points = vec![0; reader.output_buffer_size().unwrap()];
    let picture = reader.next_frame(&mut points).unwrap();
    assert!(picture.width > 1000 && picture.height > 800);
    let white = points.chunks_exact(3).filter(|point| *point == [255; 3]).count();
    let share = white as f64 / f64::from(picture.width * picture.height);
    assert!((0.5..0.98).contains(&share), "{share} of the page is white");
}

#[test]
fn an_svg_has_its_words_escaped_and_its_own_size() {
    let text = gallery().svg_string().unwrap();
    assert!(text.starts_with("<svg") && text.trim_end().ends_with("</svg>"));
    assert!(text.contains("&lt;&amp;&gt;") && !text.contains("<&>"));
    assert_eq!(text.matches("<text").count(), text.matches("</text>").count());
}

#[test]
fn data_without_shape_are_drawn_without_panic() {
    let nothing: Vec<(f64, f64)> = Vec::new();
    let hostile = [
        nothing,
        vec![(1.0, 1.0)],
        vec![(f64::NAN, 1.0), (1.0, f64::INFINITY), (2.0, f64::NEG_INFINITY)],
        vec![(0.0, 5.0), (1.0, 5.0), (2.0, 5.0)],
        vec![(1.0, f64::MAX), (2.0, f64::MIN)],
        vec![(-1.0, -1.0), (0.0, 0.0), (1.0, 1e-300)],
    ];
    for points in hostile {
        for axis in [Axis::new("y"), Axis::new("y").log10(), Axis::new("y").range(1.0, 1.0)] {
            let panel = Panel::new("hostile")
                .y(axis)
                .line(Series::new("line", points.clone()).dashed().marker(Marker::Circle, 1))
                .scatter(Series::new("scatter", points.clone()))
                .trajectory(Trajectory::new("path", points.clone()))
                .band(Band::new(points.iter().map(|&(x, y)| (x, y, -y))));
            Figure::single("hostile", panel).png_bytes().unwrap();
        }
    }
    Figure::new("no panel at all").png_bytes().unwrap();
    let empty = Panel::new("")
        .heat_map(HeatMap::sequential(Array2::zeros((0, 0))))
        .bars(Bars::new([("nan", f64::NAN)]));
    Figure::single("", empty).png_bytes().unwrap();
}

#[test]
fn a_common_legend_names_each_series_once() {
    let panel = || Panel::new("").line(Series::new("both", wave(20)));
    let figure = Figure::new("two").columns(2).legend(Legend::OutsideTop).panel(panel()).panel(panel());
    assert_eq!(figure.svg_string().unwrap().matches("both").count(), 1);
}

/// Two numbers added: `3 + 4`.
#[test]
fn a_numbered_map_has_its_numbers_where_they_can_be_read_and_none_for_what_is_not_finite() {
    let values = ndarray::array![[1.0, -0.04], [f64::NAN, -2.5]];
    let map = |size: f64| {
        let panel =
            Panel::new("").heat_map(HeatMap::diverging(values.clone()).without_color_bar().numbered(1));
        let figure = Figure::single("", panel.x(Axis::new("").hide()).y(Axis::new("").hide()));
        figure.panel_size(size, size).svg_string().unwrap()
    };
    let large = map(100.0);
    for number in ["1.0", "0.0", "−2.5"] {
        assert!(
            large.contains(&format!("\n{number}\n")) || large.contains(&format!(">{number}<")),
            "{number}"
        );
    }
    assert!(!large.contains("NaN") && !large.contains("−0.0"));
    assert!(!map(8.0).contains("2.5"), "too small to be read");
}

fn sum(backward: &str) -> Graph {
    let mut graph = Graph::new();
    let (x, y) = (graph.words((0.0, 1.0), "x"), graph.words((0.0, 0.0), "y"));
    let (plus, end) = (graph.circle((1.0, 0.5), "+"), graph.block((2.0, 0.5), "sum"));
    graph.edge(x, plus, "3", backward).edge(y, plus, "4", backward).edge(plus, end, "7", backward);
    graph
}

#[test]
fn a_graph_has_each_value_at_its_edge_and_a_way_back_only_where_something_flows_back() {
    let svg = |graph: Graph| {
        let figure = Figure::single("", Panel::new("").graph(graph)).panel_size(300.0, 150.0);
        figure.png_bytes().unwrap();
        figure.svg_string().unwrap()
    };
    let count = |text: &str, words: &str| text.matches(&format!(">\n{words}\n<")).count();
    let both = svg(sum("0.25"));
    assert_eq!(["3", "4", "7", "0.25", "forward", "backward"].map(|w| count(&both, w)), [1, 1, 1, 3, 1, 1]);
    let ahead = svg(sum(""));
    assert_eq!(["3", "4", "7", "forward", "backward"].map(|w| count(&ahead, w)), [1, 1, 1, 1, 0]);
    svg(Graph::new());
}

#[test]
#[should_panic(expected = "but the graph has 0 nodes")]
fn an_edge_to_a_node_of_another_graph_is_named() {
    let (mut one, mut other) = (Graph::new(), Graph::new());
    let (x, y) = (one.words((0.0, 0.0), "x"), one.words((1.0, 0.0), "y"));
    other.edge(x, y, "1", "");
}

#[test]
fn a_figure_appears_whole_with_its_folder_and_a_folder_that_is_a_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let written = gallery().write(&folder.path().join("deep/down/gallery.v2")).unwrap();
    assert!(
        written.png.ends_with("deep/down/gallery.v2.png") && written.png.is_file() && written.svg.is_file()
    );
    assert_eq!(
        std::fs::read_dir(folder.path().join("deep/down")).unwrap().count(),
        2,
        "nothing else is left there"
    );
    let in_the_way = folder.path().join("file");
    std::fs::write(&in_the_way, b"not a folder").unwrap();
    let error = gallery().write(&in_the_way.join("figure")).unwrap_err().to_string();
    assert!(error.contains("file") && error.contains("--out"), "{error}");
}

#[test]
fn the_fonts_have_every_glyph_that_labels_may_need() {
    let required = include_str!("../assets/fonts/required-glyphs.txt");
    for font in [
        &include_bytes!("../assets/fonts/chart-regular.ttf")[..],
        &include_bytes!("../assets/fonts/chart-bold.ttf")[..],
    ] {
        let face = ttf_parser::Face::parse(font, 0).unwrap();
        for glyph in required.chars().filter(|&glyph| glyph != '\n') {
            assert!(face.glyph_index(glyph).is_some(), "{glyph} is missing");
        }
    }
}

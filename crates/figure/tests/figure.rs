//! Figures are drawn whatever the data, and the same data give the same bytes.

use figure::{
    Axis, Band, Bars, Bins, Color, Contour, Figure, Graph, Grid, HeatMap, Legend, Marker, Panel, Series,
    Trajectory, VectorField,
};
use ndarray::Array2;
use portable_math::sin;
use std::io::Cursor;

fn wave(n: usize) -> Vec<(f64, f64)> {
    (0..n).map(|i| (i as f64, sin(0.3 * i as f64))).collect()
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
        let figure = Figure::single("", panel.without_axes());
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
    assert!(map(8.0).contains("2.5"), "the map grows until its numbers can be read");
    let huge = HeatMap::diverging(Array2::from_elem((4, 90), 2.5)).numbered(1);
    let svg = Figure::single("", Panel::new("").heat_map(huge)).svg_string().unwrap();
    assert!(!svg.contains("2.5\n"), "too many to be read on any page");
}

#[test]
fn all_pictures_of_a_grid_share_their_greys_unless_each_has_its_own() {
    let pictures = [1.0, 0.5].map(|ink| (ndarray::array![[0.0, ink]], "picture"));
    let grid = Figure::image_grid("", pictures, 2);
    let greys = |figure: &Figure| {
        let svg = figure.svg_string().unwrap();
        svg.split("base64,")
            .skip(1)
            .map(|part| part.split('"').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let shared = greys(&grid);
    assert_ne!(shared[0], shared[1], "half the ink is a lighter grey");
    let own = greys(&grid.own_greys());
    assert_eq!(own[0], own[1]);
}

#[test]
fn a_map_of_many_cells_is_one_small_picture_in_an_svg() {
    let map = HeatMap::sequential(Array2::from_shape_fn((200, 200), |(row, column)| (row * column) as f64));
    let panel = Panel::new("").heat_map(map.bar_label("product"));
    let svg = Figure::single("", panel).svg_string().unwrap();
    assert_eq!(svg.matches("<image ").count(), 2, "the map and the strip of its colours");
    assert!(svg.contains("image-rendering:pixelated") && svg.contains("product"));
    assert!(svg.len() < 120_000, "{} bytes", svg.len());
}

#[test]
fn without_words_a_figure_has_its_panels_and_its_own_size_but_no_sentences() {
    let figure = gallery().subtitle("a subtitle").caption("a caption");
    let bare = figure.clone().without_words();
    let svg = bare.svg_string().unwrap();
    assert!(svg.contains("mean 0.36"));
    assert!(!svg.contains("a subtitle") && !svg.contains("a caption") && !svg.contains("One of each"));
    let (width, height) = bare.size();
    assert!(svg.contains(&format!("width=\"{width}\" height=\"{height}\"")));
    assert!(height < figure.size().1);
}

#[test]
fn bars_on_a_logarithmic_axis_are_points_with_their_values() {
    let svg = |axis: Axis| {
        let bars = Bars::new([("few", 20.0), ("many", 3000.0)]).decimals(0);
        Figure::single("", Panel::new("").y(axis).bars(bars)).svg_string().unwrap()
    };
    let (linear, logarithmic) = (svg(Axis::new("")), svg(Axis::new("").log10()));
    assert_eq!((heights(&linear, BLUE).len(), heights(&logarithmic, BLUE).len()), (2, 0));
    assert_eq!(logarithmic.matches("<circle").count(), 2);
    assert!(logarithmic.contains("\n3000\n") && logarithmic.contains("\n20\n"));
}

#[test]
fn lines_are_named_at_their_ends_if_there_is_room_and_in_a_legend_if_there_is_not() {
    let svg = |ends: [f64; 3]| {
        let line = |(i, end): (usize, f64)| Series::new(wording::say!("line {i}"), [(0.0, 0.0), (1.0, end)]);
        let panel = ends.into_iter().enumerate().map(line).fold(Panel::new(""), Panel::line);
        Figure::single("", panel.y(Axis::new("").range(0.0, 1.0))).svg_string().unwrap()
    };
    // A name in a legend has a piece of its line and is in ink; at the end of a line it has the line's colour.
    let words = |part: &str| part.split("</text>").next().unwrap_or_default().to_owned();
    let in_colour =
        |svg: &str| svg.split("<text").skip(1).map(words).filter(|text| text.contains(BLUE)).count();
    assert_eq!(in_colour(&svg([0.1, 0.5, 0.9])), 1);
    assert_eq!(in_colour(&svg([0.5, 0.5, 5.0])), 0, "one line leaves the panel at its top");
}

/// The sizes of all words of an SVG, in CSS pixels.
fn sizes(svg: &str) -> Vec<f64> {
    let size = |part: &str| part.split('"').next()?.parse::<f64>().ok();
    svg.split("font-size=\"").skip(1).filter_map(size).map(|size| size / 10.0).collect()
}

#[test]
fn no_words_are_smaller_than_twelve_pixels_in_panels_of_any_number() {
    for columns in 1..=8 {
        let panels = one_of_each().into_iter().chain(one_of_each());
        let figure = panels.fold(Figure::new("One of each").columns(columns), Figure::panel);
        let sizes = sizes(&figure.caption("A caption.").svg_string().unwrap());
        assert!(sizes.len() > 50 && sizes.iter().all(|&size| size >= 12.0), "{sizes:?}");
    }
}

fn sum(backward: &'static str) -> Graph {
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

/// How high each area of an SVG with this fill is.
fn heights(svg: &str, fill: &str) -> Vec<f64> {
    let attribute =
        |tag: &'static str| move |text: &str| Some(text.split_once(tag)?.1.split('"').next()?.to_owned());
    let height = |points: String| {
        let y: Vec<f64> =
            points.split_whitespace().filter_map(|point| point.split_once(',')?.1.parse().ok()).collect();
        y.iter().copied().fold(f64::MIN, f64::max) - y.iter().copied().fold(f64::MAX, f64::min)
    };
    let tags = svg.split("<polygon").skip(1).map(|tag| tag.split("/>").next().unwrap_or_default());
    tags.filter(|tag| tag.contains(fill)).filter_map(attribute("points=\"")).map(height).collect()
}

const VERMILION: &str = "#D55E00";
const BLUE: &str = "#0072B2";

#[test]
fn a_histogram_on_a_logarithmic_axis_has_all_its_columns() {
    let values: Vec<f64> =
        (0..4).flat_map(|bin| vec![0.1 + 0.25 * f64::from(bin); 10usize.pow(bin as u32)]).collect();
    let svg = |axis: Axis| {
        let bins = Bins::of(&values, 4, 0.0, 1.0).color(Color::VERMILION);
        Figure::single("", Panel::new("").y(axis).histogram(bins)).svg_string().unwrap()
    };
    let heights = |axis: Axis| heights(&svg(axis), VERMILION);
    let logarithmic = heights(Axis::new("count").log10());
    assert_eq!(logarithmic.len(), 4);
    assert!(logarithmic[0] > 5.0, "a column of one can be seen: {logarithmic:?}");
    // 1, 10, 100, 1,000: each is one decade higher.
    let steps: Vec<f64> = logarithmic.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(steps.iter().all(|step| (step - steps[0]).abs() <= 2.0 && *step > 20.0), "{steps:?}");
    assert_eq!(heights(Axis::new("count").log10().range(0.5, 2000.0)).len(), 4);
    let (upright, reversed) =
        (heights(Axis::new("").range(0.0, 1000.0)), heights(Axis::new("").range(1000.0, 0.0)));
    assert_eq!(upright.len(), 4);
    assert_eq!(upright, reversed, "columns hang from the top as high as they stand");
}

#[test]
fn straight_lines_and_bars_are_drawn_on_axes_that_run_backwards() {
    let lines = |x: Axis, y: Axis| {
        let with = Panel::new("").x(x.clone()).y(y.clone()).hline(3.0).vline(3.0);
        let without = Panel::new("").x(x).y(y);
        let count = |panel| Figure::single("", panel).svg_string().unwrap().matches("<polyline").count();
        count(with) - count(without)
    };
    let (forwards, backwards) = (|| Axis::new("").range(1.0, 9.0), || Axis::new("").range(9.0, 1.0));
    let both = lines(forwards(), forwards());
    assert!(both > 0);
    assert_eq!(lines(backwards(), forwards()), both);
    assert_eq!(lines(forwards(), backwards()), both);
    assert_eq!(lines(backwards().log10(), backwards().log10()), both);
    assert_eq!(lines(Axis::new("").range(9.0, 5.0), Axis::new("").range(9.0, 5.0)), 0, "3 is outside");
    let bars = |y: Axis| {
        let panel = Panel::new("").y(y).bars(Bars::new([("a", 2.0), ("b", 6.0)]));
        heights(&Figure::single("", panel).svg_string().unwrap(), BLUE)
    };
    let upright = bars(Axis::new("").range(0.0, 8.0));
    assert_eq!(upright.len(), 2);
    for (standing, hanging) in upright.iter().zip(bars(Axis::new("").range(8.0, 0.0))) {
        assert!(
            (standing - hanging).abs() <= 1.0,
            "{standing} and {hanging}, but for the rounding of their ends"
        );
    }
}

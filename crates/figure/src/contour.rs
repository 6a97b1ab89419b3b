//! Where does a function on a grid have a given height? Marching squares: each cell whose corners lie on both sides of
//! the height is crossed by a piece of the line; pieces that share an end are joined.

use super::marks::Grid;
use std::collections::HashMap;

type Point = (f64, f64);
/// A position where the line crosses an edge of the grid: the cell's row and column, and whether the edge is its upper
/// (horizontal) or left (vertical) one. Naming positions by edges makes joining exact.
type Crossing = (usize, usize, bool);

/// The lines of height `level`.
pub(super) fn lines(grid: &Grid, level: f64) -> Vec<Vec<Point>> {
    chained(&pieces(grid, level))
        .into_iter()
        .map(|line| line.into_iter().map(|c| point(grid, level, c)).collect())
        .collect()
}

/// The pieces within the cells.
fn pieces(grid: &Grid, level: f64) -> Vec<[Crossing; 2]> {
    let (rows, columns) = grid.values.dim();
    let mut pieces = Vec::new();
    for row in 0..rows.saturating_sub(1) {
        for column in 0..columns.saturating_sub(1) {
            let above = |r: usize, c: usize| grid.values[[r, c]] > level;
            let corners = [
                above(row, column),
                above(row, column + 1),
                above(row + 1, column + 1),
                above(row + 1, column),
            ];
            let edges = [
                (row, column, true),
                (row, column + 1, false),
                (row + 1, column, true),
                (row, column, false),
            ];
            // The edge between corner i and the next is crossed if they lie on different sides.
            let crossed: Vec<Crossing> =
                (0..4).filter(|&i| corners[i] != corners[(i + 1) % 4]).map(|i| edges[i]).collect();
            // Two crossings are one piece; four (a saddle) are two.
            pieces.extend(crossed.chunks_exact(2).map(|pair| [pair[0], pair[1]]));
        }
    }
    pieces
}

/// Pieces with common ends, joined to lines as long as possible.
fn chained(pieces: &[[Crossing; 2]]) -> Vec<Vec<Crossing>> {
    let mut at: HashMap<Crossing, Vec<usize>> = HashMap::new();
    for (i, piece) in pieces.iter().enumerate() {
        piece.iter().for_each(|&end| at.entry(end).or_default().push(i));
    }
    let mut used = vec![false; pieces.len()];
    let mut lines = Vec::new();
    for start in 0..pieces.len() {
        if used[start] {
            continue;
        }
        used[start] = true;
        let [first, last] = pieces[start];
        let mut line = walk(first, pieces, &at, &mut used);
        line.reverse();
        line.extend([first, last]);
        line.extend(walk(last, pieces, &at, &mut used));
        lines.push(line);
    }
    lines
}

/// From one end along unused pieces, until there is none.
fn walk(
    mut end: Crossing,
    pieces: &[[Crossing; 2]],
    at: &HashMap<Crossing, Vec<usize>>,
    used: &mut [bool],
) -> Vec<Crossing> {
    let mut line = Vec::new();
    while let Some(&next) = at.get(&end).and_then(|there| there.iter().find(|&&i| !used[i])) {
        used[next] = true;
        end = if pieces[next][0] == end { pieces[next][1] } else { pieces[next][0] };
        line.push(end);
    }
    line
}

/// The crossing's position, by straight interpolation between the two ends of its edge.
fn point(grid: &Grid, level: f64, (row, column, horizontal): Crossing) -> Point {
    let (other_row, other_column) = if horizontal { (row, column + 1) } else { (row + 1, column) };
    let (from, to) = (grid.values[[row, column]], grid.values[[other_row, other_column]]);
    let share = if to == from { 0.5 } else { ((level - from) / (to - from)).clamp(0.0, 1.0) };
    let between = |a: f64, b: f64| a + share * (b - a);
    (between(grid.x[column], grid.x[other_column]), between(grid.y[row], grid.y[other_row]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use portable_math::hypot;

    #[test]
    fn the_contour_of_a_bowl_is_one_closed_circle() {
        let grid = Grid::of((-2.0, 2.0, 81), (-2.0, 2.0, 81), |x, y| x * x + y * y);
        let lines = lines(&grid, 1.0);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].iter().all(|(x, y)| (hypot(*x, *y) - 1.0).abs() < 1e-3));
        assert_eq!(lines[0].first(), lines[0].last());
    }

    #[test]
    fn a_level_out_of_reach_or_a_grid_without_cells_has_no_contour() {
        let grid = Grid::of((0.0, 1.0, 5), (0.0, 1.0, 5), |x, y| x + y);
        assert!(lines(&grid, 9.0).is_empty());
        assert!(lines(&Grid::of((0.0, 1.0, 1), (0.0, 1.0, 1), |_, _| 0.0), 0.0).is_empty());
    }
}

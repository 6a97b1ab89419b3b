//! 5.1, 5.2 How does a graph compute a value, and then its derivative with respect to every other value?
//!
//! ```text
//! forward    each node: its value from the values of its inputs            first node to last
//! backward   each node: to each input,  dout · ∂(its value)/∂(that input)  last node to first
//! ```
//!
//! A node uses only its own inputs (5.1.2). What it sends back is the upstream gradient times its own local derivative:
//! the **chain rule** (5.2). A value that went two ways gets two derivatives back, and they add up.

use portable_math::{exp, ln};

/// What a node does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operation {
    /// An input of the graph.
    Input,
    /// The sum of its inputs.
    Add,
    /// The product of its inputs.
    Mul,
    /// The larger of its inputs.
    Max,
    /// Its input, copied for several readers.
    Copy,
    /// Its input plus a constant.
    Plus(f64),
    /// Its input times a constant.
    Times(f64),
    /// Its input, squared.
    Square,
    /// e to its input.
    Exp,
    /// The natural logarithm of its input.
    Log,
    /// One over its input.
    Reciprocal,
}

/// A node of the graph with what was computed there.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its operation.
    pub operation: Operation,
    /// The nodes it reads.
    pub inputs: Vec<usize>,
    /// Its value.
    pub value: f64,
    /// The derivative of the result with respect to this value; 0 before the backward pass.
    pub derivative: f64,
}

/// Nodes, each after those that it reads. The last one is the result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComputationalGraph {
    /// The nodes in the order in which they are computed.
    pub nodes: Vec<Node>,
}

impl ComputationalGraph {
    /// Adds an input and returns its node.
    pub fn input(&mut self, value: f64) -> usize {
        self.add(Operation::Input, &[], value)
    }

    /// Computes one node forward and returns it.
    ///
    /// # Panics
    /// If an input isn't a node yet.
    pub fn apply(&mut self, operation: Operation, inputs: &[usize]) -> usize {
        let x: Vec<f64> = inputs.iter().map(|&input| self.nodes[input].value).collect();
        let value = match operation {
            Operation::Add => x.iter().sum(),
            Operation::Mul => x.iter().product(),
            Operation::Max => x.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Operation::Input | Operation::Copy => x[0],
            Operation::Plus(constant) => x[0] + constant,
            Operation::Times(constant) => x[0] * constant,
            Operation::Square => x[0] * x[0],
            Operation::Exp => exp(x[0]),
            Operation::Log => ln(x[0]),
            Operation::Reciprocal => 1.0 / x[0],
        };
        self.add(operation, inputs, value)
    }

    fn add(&mut self, operation: Operation, inputs: &[usize], value: f64) -> usize {
        self.nodes.push(Node { operation, inputs: inputs.to_vec(), value, derivative: 0.0 });
        self.nodes.len() - 1
    }

    /// The local derivative: of `node`'s value with respect to its input number `which`.
    pub fn local_derivative(&self, node: usize, which: usize) -> f64 {
        let Node { operation, inputs, value: y, .. } = &self.nodes[node];
        let x = |i: usize| self.nodes[inputs[i]].value;
        match operation {
            Operation::Input => 0.0,
            Operation::Add | Operation::Copy | Operation::Plus(_) => 1.0,
            Operation::Mul => (0..inputs.len()).filter(|&i| i != which).map(x).product(),
            Operation::Max => {
                // Of equal inputs the first counts as the larger.
                let largest = (0..inputs.len()).find(|&i| x(i) == *y);
                if largest == Some(which) { 1.0 } else { 0.0 }
            }
            Operation::Times(constant) => *constant,
            Operation::Square => 2.0 * x(0),
            Operation::Exp => *y,
            Operation::Log => 1.0 / x(0),
            Operation::Reciprocal => -y * y,
        }
    }

    /// The derivative on the edge from `node` to its input number `which`: the chain rule.
    pub fn derivative_on_edge(&self, node: usize, which: usize) -> f64 {
        self.nodes[node].derivative * self.local_derivative(node, which)
    }

    /// The backward pass. `dout` is the upstream gradient of the last node, usually 1.
    pub fn backward(&mut self, dout: f64) {
        self.nodes.iter_mut().for_each(|node| node.derivative = 0.0);
        if let Some(last) = self.nodes.last_mut() {
            last.derivative = dout;
        }
        for node in (0..self.nodes.len()).rev() {
            for which in 0..self.nodes[node].inputs.len() {
                let input = self.nodes[node].inputs[which];
                self.nodes[input].derivative += self.derivative_on_edge(node, which);
            }
        }
    }

    /// The value of the last node.
    pub fn result(&self) -> f64 {
        self.nodes.last().map_or(f64::NAN, |node| node.value)
    }
}

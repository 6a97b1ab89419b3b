//! 5.1, 5.2 How does a graph compute a value, and then the derivative of that value by every other?
//!
//! ```text
//! forward    each node: its value from the values of its inputs            first node to last
//! backward   each node: to each input,  dout · ∂(its value)/∂(that input)  last node to first
//! ```
//!
//! A node looks at its own inputs only (5.1.2). What it sends back is the derivative that arrived, times its own: the
//! chain rule (5.2). A value that went two ways gets two derivatives back, and they add up.

/// What a node does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operation {
    /// A number from outside.
    Input,
    /// The sum of its inputs.
    Add,
    /// The product of its inputs.
    Mul,
    /// The larger of its inputs.
    Max,
    /// Its input, for several readers.
    Copy,
    /// Its input, and a fixed number added.
    Plus(f64),
    /// Its input, times a fixed number.
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

/// A node of the graph with what has been computed there.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it does.
    pub operation: Operation,
    /// The nodes it reads.
    pub inputs: Vec<usize>,
    /// What it gives.
    pub value: f64,
    /// The derivative of the graph's last value by this one; 0 before [`ComputationalGraph::backward`].
    pub derivative: f64,
}

/// Nodes, each after those that it reads. The last one is the result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComputationalGraph {
    /// The nodes in the order in which they are computed.
    pub nodes: Vec<Node>,
}

impl ComputationalGraph {
    /// A number from outside; gives its node.
    pub fn input(&mut self, value: f64) -> usize {
        self.add(Operation::Input, &[], value)
    }

    /// Computes one node forward; gives it.
    ///
    /// # Panics
    /// If an input is no node yet.
    pub fn apply(&mut self, operation: Operation, inputs: &[usize]) -> usize {
        let x: Vec<f64> = inputs.iter().map(|&input| self.nodes[input].value).collect();
        let value = match operation {
            Operation::Add => x.iter().sum(),
            Operation::Mul => x.iter().product(),
            Operation::Max => x.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Operation::Input | Operation::Copy => x[0],
            Operation::Plus(number) => x[0] + number,
            Operation::Times(number) => x[0] * number,
            Operation::Square => x[0] * x[0],
            Operation::Exp => x[0].exp(),
            Operation::Log => x[0].ln(),
            Operation::Reciprocal => 1.0 / x[0],
        };
        self.add(operation, inputs, value)
    }

    fn add(&mut self, operation: Operation, inputs: &[usize], value: f64) -> usize {
        self.nodes.push(Node { operation, inputs: inputs.to_vec(), value, derivative: 0.0 });
        self.nodes.len() - 1
    }

    /// The derivative of what `node` gives by its input number `which`: all that a node has to know.
    pub fn local_derivative(&self, node: usize, which: usize) -> f64 {
        let Node { operation, inputs, value: y, .. } = &self.nodes[node];
        let x = |i: usize| self.nodes[inputs[i]].value;
        match operation {
            Operation::Input => 0.0,
            Operation::Add | Operation::Copy | Operation::Plus(_) => 1.0,
            Operation::Mul => (0..inputs.len()).filter(|&i| i != which).map(x).product(),
            // Of equal inputs the first is taken for the larger.
            Operation::Max => f64::from((0..inputs.len()).find(|&i| x(i) == *y) == Some(which)),
            Operation::Times(number) => *number,
            Operation::Square => 2.0 * x(0),
            Operation::Exp => *y,
            Operation::Log => 1.0 / x(0),
            Operation::Reciprocal => -y * y,
        }
    }

    /// What flows back along the edge from `node` to its input number `which`: the chain rule.
    pub fn derivative_on_edge(&self, node: usize, which: usize) -> f64 {
        self.nodes[node].derivative * self.local_derivative(node, which)
    }

    /// The way back from the last node, where `dout` arrives (1 for the derivative of the result itself).
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

    /// What the last node gives.
    pub fn result(&self) -> f64 {
        self.nodes.last().map_or(f64::NAN, |node| node.value)
    }
}

//! Which scripts does the book have? Each must be an experiment under its own name.

/// The scripts of a chapter, in the book's order.
pub(crate) const SCRIPTS: &[(u32, &[&str])] = &[
    (1, &["hungry", "man", "simple_graph", "sin_graph", "sin_cos_graph", "img_show"]),
    (2, &["and_gate", "nand_gate", "or_gate", "xor_gate"]),
    (
        3,
        &[
            "step_function",
            "sigmoid",
            "sig_step_compare",
            "relu",
            "mnist_show",
            "neuralnet_mnist",
            "neuralnet_mnist_batch",
        ],
    ),
    (
        4,
        &[
            "gradient_1d",
            "gradient_2d",
            "gradient_method",
            "gradient_simplenet",
            "two_layer_net",
            "train_neuralnet",
        ],
    ),
    (
        5,
        &[
            "layer_naive",
            "buy_apple",
            "buy_apple_orange",
            "two_layer_net",
            "gradient_check",
            "train_neuralnet",
        ],
    ),
    (
        6,
        &[
            "optimizer_compare_naive",
            "optimizer_compare_mnist",
            "weight_init_activation_histogram",
            "weight_init_compare",
            "batch_norm_gradient_check",
            "batch_norm_test",
            "overfit_weight_decay",
            "overfit_dropout",
            "hyperparameter_optimization",
        ],
    ),
    (7, &["simple_convnet", "gradient_check", "train_convnet", "visualize_filter", "apply_filter"]),
    (8, &["deep_convnet", "train_deepnet", "misclassified_mnist", "awesome_net", "half_float_network"]),
];

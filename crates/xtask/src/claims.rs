//! What is said about learning, in the order in which a reader of the book meets it, and where to see whether it is so.

/// Something that is said about learning, and where one can see whether it is so.
pub(crate) struct Claim {
    /// What is said.
    pub(crate) says: &'static str,
    /// The chapter whose experiments show it.
    pub(crate) chapter: u32,
    /// Those experiments.
    pub(crate) experiments: &'static [&'static str],
    /// The tests that hold its numbers: a file of the chapter's `tests`, and a function in it.
    pub(crate) tests: &'static [(&'static str, &'static str)],
}

const fn claim(
    chapter: u32,
    says: &'static str,
    experiments: &'static [&'static str],
    tests: &'static [(&'static str, &'static str)],
) -> Claim {
    Claim { says, chapter, experiments, tests }
}

/// All of them.
pub(crate) const CLAIMS: &[Claim] = &[
    // First weights.
    claim(
        6,
        "With all weights 0 a network does not learn properly: the first step leaves W1 where it is, and from then on all \
         hidden units change alike.",
        &["symmetry_first_steps", "symmetry_laboratory"],
        &[("section_6_2", "zero_weights_give_every_digit_a_tenth_and_equal_slopes_to_all_units")],
    ),
    claim(
        6,
        "It is not the zero: no single constant will do. Units that start equal stay equal, to the last bit.",
        &["symmetry_laboratory"],
        &[
            ("section_6_2", "the_laboratory_finds_one_unit_from_equal_weights_and_fifty_from_random_ones"),
            ("section_6_2", "equal_units_stay_bit_equal_for_1000_iterations_with_1_2_and_4_threads_in_f32"),
        ],
    ),
    claim(
        6,
        "The reason is that backpropagation hands equal units equal slopes.",
        &["symmetry_first_steps"],
        &[("section_6_2", "zero_weights_give_every_digit_a_tenth_and_equal_slopes_to_all_units")],
    ),
    claim(
        6,
        "With weights 0 every hidden unit says the same, every digit gets a tenth, and the loss is ln 10.",
        &["symmetry_first_steps"],
        &[("section_6_2", "zero_weights_give_every_digit_a_tenth_and_equal_slopes_to_all_units")],
    ),
    claim(
        6,
        "Then many units are worth no more than one: the rank of W1 stays 1.",
        &["symmetry_laboratory"],
        &[("section_6_2", "the_laboratory_finds_one_unit_from_equal_weights_and_fifty_from_random_ones")],
    ),
    claim(
        6,
        "With ReLU and weights 0 only the last bias learns: every image gets the most frequent digit.",
        &["symmetry_laboratory", "symmetry_which_noise"],
        &[("section_6_2", "the_laboratory_finds_one_unit_from_equal_weights_and_fifty_from_random_ones")],
    ),
    claim(
        6,
        "One weight nudged breaks the symmetry, and the difference grows along a straight line on a logarithmic axis.",
        &["symmetry_broken_by_one_weight"],
        &[("section_6_2", "one_nudged_weight_breaks_the_symmetry_and_none_does_not")],
    ),
    claim(
        6,
        "Biases may be 0, and not every matrix needs noise: with ReLU it must be W1, with the sigmoid either will do.",
        &["symmetry_which_noise"],
        &[("section_6_2", "w1_must_be_random_with_relu_and_either_matrix_will_do_with_sigmoid")],
    ),
    claim(
        6,
        "Activations keep their spread over the layers with Xavier's weights under the sigmoid and tanh, with He's under ReLU.",
        &["weight_init_activation_histogram"],
        &[("section_6_2", "activations_spread_as_in_the_books_code")],
    ),
    claim(
        6,
        "How fast a network learns depends on its first weights; a standard deviation of 0.01 is as bad as zero.",
        &["weight_init_compare"],
        &[("section_6_2", "zero_is_as_bad_as_a_hundredth_and_one_is_no_number_at_all")],
    ),
    // Optimisers.
    claim(
        6,
        "SGD walks blindfold down the slope under its feet, which does not point at the lowest place.",
        &["sgd_zigzag"],
        &[("section_6_1", "sgd_starts_64_degrees_off_and_flips_at_every_step")],
    ),
    claim(
        6,
        "In a long valley SGD zigzags, and no constant learning rate cures it.",
        &["sgd_zigzag", "optimizer_compare_naive"],
        &[("section_6_1", "no_constant_learning_rate_saves_sgd")],
    ),
    claim(
        6,
        "Momentum moves like a ball rolling in a bowl.",
        &["momentum_rolling"],
        &[("section_6_1", "a_tuned_ball_is_far_ahead_of_the_best_sgd")],
    ),
    claim(
        6,
        "AdaGrad gives each parameter a learning rate of its own, which only falls.",
        &["adagrad_step_sizes"],
        &[("section_6_1", "adagrads_steps_shrink_with_the_root_of_their_number_and_rmsprops_do_not")],
    ),
    claim(
        6,
        "Adam joins momentum and AdaGrad; its first step is as long as the learning rate, whatever the slope.",
        &["adam_moments", "optimizer_compare_naive"],
        &[
            ("section_6_1", "adams_first_step_is_the_learning_rate_whatever_the_slope"),
            ("section_6_1", "in_the_valley_adagrad_ends_lowest_and_adam_highest"),
        ],
    ),
    claim(
        6,
        "Without bias correction Adam's first steps would be too small. (They are too large.)",
        &["adam_bias_correction"],
        &[("section_6_1", "without_bias_correction_adam_steps_too_far_for_a_thousand_steps")],
    ),
    claim(
        6,
        "RMSProp forgets what AdaGrad remembers for ever.",
        &["adagrad_step_sizes"],
        &[("section_6_1", "adagrads_steps_shrink_with_the_root_of_their_number_and_rmsprops_do_not")],
    ),
    claim(
        6,
        "On MNIST the three others learn faster than SGD.",
        &["optimizer_compare_mnist", "optimizer_compare_seeds"],
        &[
            ("section_6_1", "of_few_seeds_each_has_one_winner"),
            ("section_6_1", "all_four_start_from_the_same_loss"),
        ],
    ),
];

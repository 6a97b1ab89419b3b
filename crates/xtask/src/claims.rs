//! What is said about learning, in the order in which a reader of the book meets it, and where to see whether it is so.

/// Something that is said about learning, and where one can see whether it is so.
pub(crate) struct Claim {
    /// What it is called in the comments of tests: `S8`.
    pub(crate) id: &'static str,
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
    id: &'static str,
    chapter: u32,
    says: &'static str,
    experiments: &'static [&'static str],
    tests: &'static [(&'static str, &'static str)],
) -> Claim {
    Claim { id, says, chapter, experiments, tests }
}

/// All of them.
pub(crate) const CLAIMS: &[Claim] = &[
    // Perceptrons.
    claim(
        "S27",
        2,
        "One neuron with the right weights is an AND, a NAND or an OR gate.",
        &["and_gate", "nand_gate", "or_gate"],
        &[("gates", "and_nand_and_or_have_the_books_weights_sums_and_answers")],
    ),
    claim(
        "S28",
        2,
        "No single line makes an XOR; two layers do.",
        &["xor_is_not_linear", "xor_gate", "xor_hidden_plane"],
        &[
            ("gates", "of_a_million_perceptrons_the_best_has_three_of_xors_four_answers"),
            ("gates", "xor_of_two_layers_has_the_books_hidden_values_and_answers"),
        ],
    ),
    claim(
        "S29",
        2,
        "NAND is enough to build a computer: here as far as an adder of 8 bits.",
        &["nand_is_enough"],
        &[
            ("nand_and_learning", "every_circuit_of_nand_is_right_on_every_input"),
            ("nand_and_learning", "the_half_adder_has_this_truth_table"),
        ],
    ),
    // Forward.
    claim(
        "S19",
        3,
        "The formula of softmax overflows; subtracting the largest score changes nothing but that.",
        &["softmax_overflow"],
        &[
            ("section_3_2_to_3_5", "softmax_is_the_books_and_the_formula_overflows_as_there"),
            ("section_3_2_to_3_5", "a_shift_of_all_scores_breaks_the_formula_and_not_the_safe_form"),
        ],
    ),
    claim(
        "S25",
        3,
        "An affine layer turns, stretches and shifts the plane; areas grow by its determinant, and without an activation in between many layers are one.",
        &["affine_geometry", "linear_collapse"],
        &[
            ("section_3_2_to_3_5", "an_affine_layer_scales_areas_by_its_determinant_and_keeps_parallels"),
            ("section_3_2_to_3_5", "linear_layers_collapse_into_one_of_the_narrowest_rank"),
            ("section_3_2_to_3_5", "relu_folds_the_plane_until_a_line_parts_xor"),
        ],
    ),
    // Why the loss and not the accuracy.
    claim(
        "S8",
        4,
        "What we want is accuracy; but over a weight it is a staircase, and the loss is a smooth curve.",
        &["accuracy_staircase"],
        &[("section_4_2", "a_sweep_of_one_weight_gives_few_accuracies_and_a_loss_for_every_place")],
    ),
    claim(
        "S9",
        4,
        "The slope of the accuracy is 0 almost everywhere.",
        &["accuracy_has_no_slope"],
        &[(
            "section_4_2",
            "five_hundred_of_five_hundred_slopes_of_the_accuracy_are_exactly_0_and_none_of_the_loss",
        )],
    ),
    claim(
        "S10",
        4,
        "From 32 of 100 right answers the accuracy can only jump to 33 or 34 %, while the loss answers every small change.",
        &["accuracy_ladder"],
        &[("section_4_2", "from_32_of_100_the_accuracy_says_33_and_34_while_the_loss_answers_every_step")],
    ),
    claim(
        "S11",
        4,
        "Where the slope is negative a weight moves up, where it is positive down, and where it is 0 not at all.",
        &["sign_of_the_slope"],
        &[("section_4_2", "a_negative_slope_moves_the_weight_up_a_positive_one_down_and_0_never")],
    ),
    claim(
        "S12",
        4,
        "One could climb on the accuracy by trying. With equal work, the loss is far ahead.",
        &["hill_climbing_on_accuracy"],
        &[(
            "section_4_2",
            "with_equal_passes_gradient_descent_is_far_ahead_of_hill_climbing_on_the_accuracy",
        )],
    ),
    claim(
        "S13",
        4,
        "For the same reason a step function is no activation to learn with: the first layer never moves.",
        &["step_as_activation"],
        &[(
            "section_4_2",
            "with_a_step_w1_never_moves_and_a_shake_flips_as_many_units_as_their_density_says",
        )],
    ),
    claim(
        "S14",
        4,
        "A steep sigmoid is nearly a step: slope k/4, on a width of about 1/k.",
        &["steep_sigmoid"],
        &[("section_4_2", "a_steep_sigmoid_has_slope_k_over_4_on_a_width_of_1_over_k")],
    ),
    claim(
        "S24",
        4,
        "One can watch the weights of a model and their slopes change, step by step.",
        &["watch_simplenet_learn"],
        &[("section_4_4", "at_every_step_both_gradients_agree_to_1e_9_and_the_loss_falls")],
    ),
    // Backpropagation.
    claim(
        "S15",
        5,
        "Softmax with cross entropy sends back y − t.",
        &["softmax_with_loss_graph"],
        &[
            ("section_5_6_and_5_7", "all_nodes_of_softmax_and_cross_entropy_send_back_y_minus_t"),
            ("golden_layers", "the_books_two_examples_send_back_y_minus_t"),
        ],
    ),
    claim(
        "S16",
        5,
        "So does the identity with half the sum of squares; with a mean it does not.",
        &["neat_pairs"],
        &[(
            "section_5_6_and_5_7",
            "the_identity_with_half_the_sum_of_squares_sends_back_y_minus_t_and_a_mean_does_not",
        )],
    ),
    claim(
        "S17",
        5,
        "A pair that does not match pulls weakly just where the answer is most wrong.",
        &["mismatched_pairs"],
        &[("section_5_6_and_5_7", "at_0_99_cross_entropy_pulls_with_0_99_and_the_squared_error_with_0_0098")],
    ),
    claim(
        "S18",
        5,
        "Three pairs of output and loss are made for each other.",
        &["neat_pairs"],
        &[("section_5_6_and_5_7", "three_pairs_send_back_y_minus_t_and_trying_agrees_to_1e_9")],
    ),
    claim(
        "S20",
        5,
        "On a graph of apples and tax, derivatives flow back along the edges.",
        &["buy_apple", "buy_apple_orange"],
        &[
            ("section_5_1_to_5_5", "two_apples_cost_220_and_send_back_2_2_and_110_and_200"),
            ("section_5_1_to_5_5", "apples_and_oranges_cost_715_and_the_addition_passes_1_1_on_to_both"),
        ],
    ),
    claim(
        "S21",
        5,
        "They say how much the price changes when an apple costs a little more.",
        &["apple_price_nudged"],
        &[("section_5_1_to_5_5", "an_apple_that_costs_1_more_makes_the_price_2_2_larger")],
    ),
    claim(
        "S22",
        5,
        "Backpropagation is more than re-using derivatives: what counts is that it starts at the one number, the loss.",
        &["why_backprop"],
        &[
            (
                "section_5_6_and_5_7",
                "one_product_takes_42300_multiplications_from_the_loss_and_2438240_from_the_input",
            ),
            ("section_5_6_and_5_7", "a_row_of_k_diamonds_has_2_to_the_k_paths_and_2k_edges"),
        ],
    ),
    claim(
        "S23",
        5,
        "Each node needs to know nothing but its own inputs and its own rule.",
        &["local_computation"],
        &[("section_5_1_to_5_5", "each_kind_of_node_has_its_rule_and_trying_agrees")],
    ),
    claim(
        "S26",
        5,
        "Going back through a matrix product, the other factor is transposed.",
        &["affine_backward"],
        &[("section_5_6_and_5_7", "the_slopes_of_a_matrix_product_are_products_with_one_factor_transposed")],
    ),
    // First weights.
    claim(
        "S1",
        6,
        "With all weights 0 a network does not learn properly: the first step leaves W1 where it is, and from then on all \
         hidden units change alike.",
        &["symmetry_first_steps", "symmetry_laboratory"],
        &[
            ("section_6_2", "zero_weights_give_every_digit_a_tenth_and_equal_slopes_to_all_units"),
            ("claims_at_default_scale", "equal_weights_do_not_learn_properly_and_random_ones_do"),
        ],
    ),
    claim(
        "S2",
        6,
        "It is not the zero: no single constant will do. Units that start equal stay equal, to the last bit.",
        &["symmetry_laboratory"],
        &[
            ("section_6_2", "the_laboratory_finds_one_unit_from_equal_weights_and_fifty_from_random_ones"),
            ("section_6_2", "equal_units_stay_bit_equal_for_1000_iterations_with_1_2_and_4_threads_in_f32"),
        ],
    ),
    claim(
        "S3",
        6,
        "The reason is that backpropagation hands equal units equal slopes.",
        &["symmetry_first_steps"],
        &[("section_6_2", "zero_weights_give_every_digit_a_tenth_and_equal_slopes_to_all_units")],
    ),
    claim(
        "S4",
        6,
        "With weights 0 every hidden unit says the same, every digit gets a tenth, and the loss is ln 10.",
        &["symmetry_first_steps"],
        &[("section_6_2", "zero_weights_give_every_digit_a_tenth_and_equal_slopes_to_all_units")],
    ),
    claim(
        "S5",
        6,
        "Then many units can express no more than one: they are one unit with other step sizes, and the rank of W1 stays 1.",
        &["symmetry_laboratory"],
        &[
            ("section_6_2", "the_laboratory_finds_one_unit_from_equal_weights_and_fifty_from_random_ones"),
            ("claims_at_default_scale", "equal_weights_do_not_learn_properly_and_random_ones_do"),
        ],
    ),
    claim(
        "S5b",
        6,
        "With ReLU and weights 0 only the last bias learns: every image gets the most frequent digit.",
        &["symmetry_laboratory", "symmetry_which_noise"],
        &[("section_6_2", "the_laboratory_finds_one_unit_from_equal_weights_and_fifty_from_random_ones")],
    ),
    claim(
        "S5c",
        6,
        "One weight nudged breaks the symmetry, and the difference grows exponentially, at a rate that changes.",
        &["symmetry_broken_by_one_weight"],
        &[
            ("section_6_2", "one_nudged_weight_breaks_the_symmetry_and_none_does_not"),
            ("claims_at_default_scale", "after_a_nudge_the_difference_grows_exponentially"),
        ],
    ),
    claim(
        "S5d",
        6,
        "Biases may be 0, and one random matrix will do, unless the other is exactly 0 under ReLU.",
        &["symmetry_which_noise"],
        &[("section_6_2", "either_random_matrix_will_do_unless_w1_is_exactly_0_under_relu")],
    ),
    claim(
        "S6",
        6,
        "Activations keep their spread over the layers with Xavier's weights under the sigmoid and tanh, with He's under ReLU.",
        &["weight_init_activation_histogram"],
        &[
            (
                "section_6_2",
                "the_right_initialisation_keeps_the_standard_deviation_over_five_layers_and_a_small_one_loses_it",
            ),
            ("section_6_2", "activations_spread_as_in_the_books_code"),
        ],
    ),
    claim(
        "S7",
        6,
        "How fast a network learns depends on its first weights; a standard deviation of 0.01 is as bad as zero.",
        &["weight_init_compare"],
        &[
            ("section_6_2", "zero_is_as_bad_as_a_hundredth_and_one_is_no_number_at_all"),
            ("claims_at_default_scale", "a_hundredth_is_as_bad_as_zero_and_he_learns_fastest"),
        ],
    ),
    // Optimisers.
    claim(
        "S30",
        6,
        "SGD walks blindfold down the slope under its feet, which does not point at the lowest place.",
        &["sgd_zigzag"],
        &[("section_6_1", "sgd_starts_64_degrees_off_and_flips_at_every_step")],
    ),
    claim(
        "S31",
        6,
        "In a long valley SGD zigzags, and no constant learning rate cures it.",
        &["sgd_zigzag", "optimizer_compare_naive"],
        &[("section_6_1", "no_constant_learning_rate_saves_sgd")],
    ),
    claim(
        "S32",
        6,
        "Momentum moves like a ball rolling in a bowl.",
        &["momentum_rolling"],
        &[
            ("section_6_1", "a_ball_moves_as_the_closed_forms_of_a_bowl_and_of_a_slope_say"),
            ("section_6_1", "a_tuned_ball_is_far_ahead_of_the_best_sgd"),
        ],
    ),
    claim(
        "S33",
        6,
        "AdaGrad gives each parameter a learning rate of its own, which only falls.",
        &["adagrad_step_sizes"],
        &[("section_6_1", "adagrads_steps_shrink_with_the_root_of_their_number_and_rmsprops_do_not")],
    ),
    claim(
        "S34",
        6,
        "Adam joins momentum and AdaGrad; its first step is as long as the learning rate, whatever the slope.",
        &["adam_moments", "optimizer_compare_naive"],
        &[
            ("section_6_1", "adams_first_step_is_the_learning_rate_whatever_the_slope"),
            ("section_6_1", "in_the_valley_adagrad_ends_lowest_and_adam_highest"),
        ],
    ),
    claim(
        "S35",
        6,
        "Without bias correction Adam's first steps would be too small. (They are too large.)",
        &["adam_bias_correction"],
        &[("section_6_1", "without_bias_correction_adam_steps_too_far_for_a_thousand_steps")],
    ),
    claim(
        "S36",
        6,
        "RMSProp forgets what AdaGrad remembers for ever.",
        &["adagrad_step_sizes"],
        &[("section_6_1", "adagrads_steps_shrink_with_the_root_of_their_number_and_rmsprops_do_not")],
    ),
    claim(
        "S37",
        6,
        "On MNIST the three others learn faster than SGD.",
        &["optimizer_compare_mnist", "optimizer_compare_seeds"],
        &[
            ("section_6_1", "on_every_seed_the_three_others_are_ahead_of_sgd"),
            ("section_6_1", "all_four_start_from_the_same_loss"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_claim_is_missing_and_none_is_there_twice() {
        let mut ids: Vec<&str> = CLAIMS.iter().map(|claim| claim.id).collect();
        for number in 1..=37 {
            assert!(ids.contains(&format!("S{number}").as_str()), "claim S{number} is missing");
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}

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
    // Arrays and figures.
    claim(
        "S38",
        1,
        "Arithmetic on arrays works element by element; the matrix product is a different product.",
        &["array_basics"],
        &[
            ("arrays", "arithmetic_works_element_by_element"),
            ("arrays", "the_matrix_product_is_another_product"),
        ],
    ),
    claim(
        "S39",
        1,
        "In broadcasting, shapes are compared from the last axis, and an axis of size 1 is stretched.",
        &["broadcasting"],
        &[
            ("arrays", "a_row_is_stretched_down_and_a_column_across"),
            ("arrays", "shapes_are_aligned_at_the_last_axis"),
            ("broadcast_rule", "the_rule_for_shapes_is_ndarrays"),
        ],
    ),
    claim(
        "S40",
        1,
        "A sum along an axis removes that axis: along axis 0 it adds up the columns.",
        &["axes"],
        &[("arrays", "a_sum_along_axis_0_adds_up_columns")],
    ),
    claim(
        "S41",
        1,
        "Writing into a view changes the array; writing into a copy doesn't.",
        &["element_access"],
        &[("arrays", "a_view_reaches_the_array_and_a_copy_does_not")],
    ),
    claim(
        "S42",
        1,
        "Adding up steps of 0.1 gives one point too many, since each addition is rounded.",
        &["simple_graph"],
        &[
            ("figures", "the_graph_has_60_points_and_6_is_not_one_of_them"),
            ("figures", "adding_up_a_tenth_gives_one_point_too_many"),
        ],
    ),
    claim(
        "S43",
        1,
        "With ten times as many points, a drawn line is a hundred times closer to the curve.",
        &["sin_graph"],
        &[("figures", "ten_times_as_many_points_are_a_hundred_times_as_good")],
    ),
    // Perceptrons.
    claim(
        "S27",
        2,
        "One neuron with the right weights is an AND, a NAND or an OR gate.",
        &["and_gate", "nand_gate", "or_gate"],
        &[("gates", "and_nand_and_or_have_the_books_weights_sums_and_outputs")],
    ),
    claim(
        "S28",
        2,
        "XOR isn't linearly separable; two layers compute it.",
        &["xor_is_not_linear", "xor_gate", "xor_hidden_plane"],
        &[
            ("gates", "of_a_million_perceptrons_the_best_has_three_of_xors_four_outputs"),
            ("gates", "xor_of_two_layers_has_the_books_hidden_values_and_outputs"),
        ],
    ),
    claim(
        "S29",
        2,
        "NAND is enough to build a computer: here as far as an 8-bit adder.",
        &["nand_is_enough"],
        &[
            ("nand_and_learning", "every_nand_circuit_is_right_on_every_input"),
            ("nand_and_learning", "the_half_adder_has_this_truth_table"),
        ],
    ),
    // Forward.
    claim(
        "S19",
        3,
        "The formula of softmax overflows; subtracting the largest score prevents that and changes nothing else.",
        &["softmax_overflow"],
        &[
            ("section_3_2_to_3_5", "softmax_is_the_books_and_the_formula_overflows_as_there"),
            ("section_3_2_to_3_5", "a_shift_of_all_scores_breaks_the_formula_and_not_the_safe_form"),
        ],
    ),
    claim(
        "S25",
        3,
        "An affine layer rotates, scales and shifts the plane; areas grow by its determinant, and without an \
         activation function in between many layers collapse into one.",
        &["affine_geometry", "linear_collapse"],
        &[
            ("section_3_2_to_3_5", "an_affine_layer_scales_areas_by_its_determinant_and_keeps_parallels"),
            ("section_3_2_to_3_5", "linear_layers_collapse_into_one_of_the_narrowest_rank"),
            ("section_3_2_to_3_5", "relu_folds_the_plane_until_xor_is_linearly_separable"),
        ],
    ),
    // Why the loss and not the accuracy.
    claim(
        "S8",
        4,
        "What we want is accuracy; but as a function of one weight it is a staircase, while the loss is a smooth \
         curve.",
        &["accuracy_staircase"],
        &[("section_4_2", "a_sweep_of_one_weight_gives_few_accuracies_and_a_different_loss_at_every_point")],
    ),
    claim(
        "S9",
        4,
        "The derivative of the accuracy is 0 almost everywhere.",
        &["accuracy_has_no_gradient"],
        &[("section_4_2", "all_500_derivatives_of_the_accuracy_are_exactly_0_and_none_of_the_loss")],
    ),
    claim(
        "S10",
        4,
        "From 32 of 100 right, the accuracy can only jump to 33 or 34 %, while the loss responds to every small \
         change.",
        &["accuracy_ladder"],
        &[("section_4_2", "from_32_of_100_the_accuracy_says_33_and_34_while_the_loss_changes_at_every_step")],
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
        "You can climb on the accuracy with random changes. With equal work, gradient descent on the loss is far \
         ahead.",
        &["hill_climbing_on_accuracy"],
        &[(
            "section_4_2",
            "with_equal_passes_gradient_descent_is_far_ahead_of_hill_climbing_on_the_accuracy",
        )],
    ),
    claim(
        "S13",
        4,
        "For the same reason a network can't learn with a step as its activation function: the first layer never \
         moves.",
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
        "You can watch the weights of a model and their gradient change, step by step.",
        &["watch_simplenet_learn"],
        &[("section_4_4", "at_every_step_both_gradients_agree_to_1e_9_and_the_loss_falls")],
    ),
    // Backpropagation.
    claim(
        "S15",
        5,
        "Softmax with cross-entropy sends back y − t.",
        &["softmax_with_loss_graph"],
        &[
            ("section_5_6_and_5_7", "all_nodes_of_softmax_and_cross_entropy_send_back_y_minus_t"),
            ("golden_layers", "the_books_two_examples_send_back_y_minus_t"),
        ],
    ),
    claim(
        "S16",
        5,
        "So does the identity with half the sum of squares; with a mean it doesn't.",
        &["neat_pairs"],
        &[(
            "section_5_6_and_5_7",
            "the_identity_with_half_the_sum_of_squares_sends_back_y_minus_t_and_a_mean_does_not",
        )],
    ),
    claim(
        "S17",
        5,
        "A mismatched pair of output layer and loss has a small gradient exactly where the prediction is most wrong.",
        &["mismatched_pairs"],
        &[("section_5_6_and_5_7", "at_0_99_cross_entropy_pulls_with_0_99_and_the_squared_error_with_0_0098")],
    ),
    claim(
        "S18",
        5,
        "Three pairs of output layer and loss send back y − t.",
        &["neat_pairs"],
        &[(
            "section_5_6_and_5_7",
            "three_pairs_send_back_y_minus_t_and_the_numerical_gradient_agrees_to_1e_9",
        )],
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
        "They say how much the total changes when an apple costs a little more.",
        &["apple_price_nudged"],
        &[("section_5_1_to_5_5", "an_apple_that_costs_1_more_makes_the_price_2_2_larger")],
    ),
    claim(
        "S22",
        5,
        "Backpropagation is more than reusing derivatives: what counts is that it starts at the scalar loss.",
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
        "Each node only needs its own inputs and its local rule.",
        &["local_computation"],
        &[("section_5_1_to_5_5", "each_kind_of_node_has_its_rule_and_the_numerical_derivative_agrees")],
    ),
    claim(
        "S26",
        5,
        "In the backward pass of a matrix product, the other factor is transposed.",
        &["affine_backward"],
        &[(
            "section_5_6_and_5_7",
            "the_gradients_of_a_matrix_product_are_products_with_one_factor_transposed",
        )],
    ),
    // First weights.
    claim(
        "S1",
        6,
        "With all weights 0 a network does not learn properly: the first step leaves W1 where it is, and from then on \
         all hidden units change alike.",
        &["symmetry_first_steps", "symmetry_laboratory"],
        &[
            ("section_6_2", "zero_weights_give_every_digit_a_tenth_and_equal_gradients_to_all_units"),
            ("claims_at_default_scale", "equal_weights_do_not_learn_properly_and_random_ones_do"),
        ],
    ),
    claim(
        "S2",
        6,
        "It isn't the zero: no single constant will do. Units that start equal stay equal, to the last bit.",
        &["symmetry_laboratory"],
        &[
            ("section_6_2", "the_laboratory_finds_one_unit_from_equal_weights_and_fifty_from_random_ones"),
            ("section_6_2", "equal_units_stay_bit_equal_for_1000_iterations_with_1_2_and_4_threads_in_f32"),
        ],
    ),
    claim(
        "S3",
        6,
        "The reason is that backpropagation gives equal units equal gradients.",
        &["symmetry_first_steps"],
        &[("section_6_2", "zero_weights_give_every_digit_a_tenth_and_equal_gradients_to_all_units")],
    ),
    claim(
        "S4",
        6,
        "With weights 0 every hidden unit outputs the same, every digit gets a tenth, and the loss is ln 10.",
        &["symmetry_first_steps"],
        &[("section_6_2", "zero_weights_give_every_digit_a_tenth_and_equal_gradients_to_all_units")],
    ),
    claim(
        "S5",
        6,
        "Then many units can express no more than one: they are one unit with different step sizes, and the rank of \
         W1 stays 1.",
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
        &[("section_6_2", "one_random_matrix_is_enough_unless_w1_is_exactly_0_under_relu")],
    ),
    claim(
        "S6",
        6,
        "Activations keep their standard deviation over the layers with Xavier's weights under tanh, with He's under ReLU. \
         (Under the sigmoid, what one unit says of its inputs shrinks.)",
        &["weight_init_activation_histogram"],
        &[
            (
                "section_6_2",
                "the_right_initialisation_keeps_the_standard_deviation_over_five_layers_and_a_small_one_loses_it",
            ),
            ("section_6_2", "activations_have_the_standard_deviations_of_the_books_code"),
        ],
    ),
    claim(
        "S7",
        6,
        "How fast a network learns depends on its initial weights; a standard deviation of 0.01 is as bad as zero.",
        &["weight_init_compare"],
        &[
            ("section_6_2", "zero_is_as_bad_as_a_hundredth_and_one_gives_nan"),
            ("claims_at_default_scale", "a_hundredth_is_as_bad_as_zero_and_he_learns_fastest"),
        ],
    ),
    // Optimisers.
    claim(
        "S30",
        6,
        "SGD follows the steepest descent, which does not point at the minimum.",
        &["sgd_zigzag"],
        &[("section_6_1", "sgd_starts_64_degrees_off_and_flips_at_every_step")],
    ),
    claim(
        "S31",
        6,
        "In a long valley SGD zigzags, and no constant learning rate prevents it.",
        &["sgd_zigzag", "optimizer_compare_naive"],
        &[("section_6_1", "no_constant_learning_rate_saves_sgd")],
    ),
    claim(
        "S32",
        6,
        "Momentum moves like a ball rolling in a bowl.",
        &["momentum_rolling"],
        &[
            ("section_6_1", "a_ball_follows_the_closed_forms_of_a_bowl_and_of_a_constant_gradient"),
            ("section_6_1", "a_tuned_ball_is_far_ahead_of_the_best_sgd"),
        ],
    ),
    claim(
        "S33",
        6,
        "AdaGrad gives each parameter its own learning rate, which only falls.",
        &["adagrad_step_sizes"],
        &[("section_6_1", "adagrads_steps_shrink_with_the_root_of_their_number_and_rmsprops_do_not")],
    ),
    claim(
        "S34",
        6,
        "Adam combines momentum and AdaGrad; its first step is as long as the learning rate, whatever the gradient.",
        &["adam_moments", "optimizer_compare_naive"],
        &[
            ("section_6_1", "adams_first_step_is_the_learning_rate_whatever_the_gradient"),
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
        "RMSProp forgets what AdaGrad accumulates forever.",
        &["adagrad_step_sizes"],
        &[("section_6_1", "adagrads_steps_shrink_with_the_root_of_their_number_and_rmsprops_do_not")],
    ),
    claim(
        "S37",
        6,
        "On MNIST the three others learn faster than SGD.",
        &["optimizer_compare_mnist", "optimizer_compare_seeds"],
        &[
            ("section_6_1", "for_every_seed_the_three_others_are_ahead_of_sgd"),
            ("section_6_1", "all_four_start_from_the_same_loss"),
        ],
    ),
    // Convolution.
    claim(
        "S44",
        7,
        "A convolution layer uses which pixels are neighbours: with shuffled pixels it loses accuracy, a fully \
         connected network does not.",
        &["shuffled_pixels"],
        &[("section_7_2", "shuffled_pixels_cost_a_convolution_accuracy_and_a_fully_connected_network_none")],
    ),
    claim(
        "S45",
        7,
        "A convolution layer is a fully connected layer with few, shared weights.",
        &["affine_against_convolution"],
        &[("section_7_2", "a_convolution_is_a_fully_connected_layer_with_few_parameters")],
    ),
    claim(
        "S46",
        7,
        "The multiplications fall with the square of the stride, and the accuracy falls with them.",
        &["what_stride_costs"],
        &[("section_7_2", "a_larger_stride_saves_work_with_its_square_and_costs_accuracy")],
    ),
    claim(
        "S47",
        7,
        "Max pooling learns better than average pooling, on average over initial weights.",
        &["average_vs_max_pooling"],
        &[("section_7_3_and_7_4", "max_pooling_learns_better_than_average_pooling_on_average")],
    ),
    claim(
        "S48",
        7,
        "Pooling makes a network robust against small shifts, a little.",
        &["translated_digits"],
        &[("section_7_3_and_7_4", "pooling_makes_a_network_robust_against_small_shifts")],
    ),
    claim(
        "S49",
        7,
        "im2col turns a convolution into one matrix product with the same result and the same gradients.",
        &["three_ways_of_convolution", "im2col_picture"],
        &[
            (
                "section_7_3_and_7_4",
                "three_implementations_give_one_convolution_and_are_timed_apart_from_the_findings",
            ),
            ("section_7_3_and_7_4", "shapes_of_im2col_are_the_books"),
        ],
    ),
    claim(
        "S50",
        7,
        "Most parameters of a convolutional network belong to its fully connected layers, and most multiplications of \
         a large one to its convolutions.",
        &["simple_convnet", "alexnet"],
        &[
            ("section_7_5_to_7_7", "the_books_network_has_433_890_parameters_and_nearly_all_in_one_layer"),
            (
                "section_7_5_to_7_7",
                "alexnet_has_its_parameters_in_affine_layers_and_its_computation_in_convolutions",
            ),
        ],
    ),
    claim(
        "S51",
        7,
        "Training structures filters: neighbouring weights become similar.",
        &["visualize_filter"],
        &[("section_7_5_to_7_7", "learning_brings_order_into_filters")],
    ),
    claim(
        "S52",
        7,
        "LeNet learns faster with ReLU and max pooling than with sigmoid and average pooling.",
        &["lenet"],
        &[("section_7_5_to_7_7", "lenet_has_its_shapes_and_learns_faster_equipped_as_today")],
    ),
    // Deep networks.
    claim(
        "S53",
        8,
        "The deep network has less than a third of the shallow one's parameters, and classifies 99.38 % of the test \
         images correctly.",
        &["deep_convnet", "misclassified_mnist"],
        &[
            ("section_8_1", "the_deep_network_has_123_552_parameters_less_than_a_third_of_the_shallow_ones"),
            (
                "claims_after_training",
                "the_trained_network_classifies_99_38_percent_and_its_mistakes_are_those_shown",
            ),
        ],
    ),
    claim(
        "S54",
        8,
        "Dropout after the output layer keeps the training loss and the test loss up.",
        &["last_dropout"],
        &[("claims_after_training", "dropout_after_the_output_layer_keeps_both_losses_up")],
    ),
    claim(
        "S55",
        8,
        "Data augmentation raises the accuracy with few training images, above all on shifted ones.",
        &["data_augmentation"],
        &[("claims_after_training", "data_augmentation_raises_the_accuracy_above_all_on_shifted_images")],
    ),
    claim(
        "S56",
        8,
        "From a large learning rate, warm-up and decay end at a lower loss than a constant rate.",
        &["learning_rate_schedules"],
        &[(
            "claims_after_training",
            "from_a_large_learning_rate_warm_up_and_decay_end_lower_than_a_constant_one",
        )],
    ),
    claim(
        "S57",
        8,
        "An ensemble is better than the mean of its members, which fail on different images.",
        &["ensemble"],
        &[
            ("claims_after_training", "an_ensemble_is_better_than_the_mean_of_its_members"),
            ("section_8_1", "an_ensemble_of_one_is_that_network_and_members_fail_on_different_images"),
        ],
    ),
    claim(
        "S58",
        8,
        "Two filters of 3 × 3 have the receptive field of one of 5 × 5 with 18 weights instead of 25, three that of 7 \
         × 7 with 27 instead of 49.",
        &["two_small_filters_for_one_large"],
        &[(
            "section_8_1",
            "two_small_windows_reach_as_far_as_one_of_5_with_18_weights_for_25_and_three_as_one_of_7_with_27_for_49",
        )],
    ),
    claim(
        "S59",
        8,
        "At an equal number of parameters a network with convolution layers is better than one without.",
        &["depth_and_accuracy"],
        &[
            (
                "claims_after_training",
                "convolution_layers_are_better_than_none_at_an_equal_number_of_parameters",
            ),
            ("section_8_1", "networks_of_every_depth_have_about_the_same_number_of_parameters"),
        ],
    ),
    claim(
        "S60",
        8,
        "Without skip connections the gradient vanishes in twenty layers of small weights; with them it arrives, and \
         the network learns.",
        &["skip_connections"],
        &[("claims_after_training", "the_gradient_arrives_through_skip_connections_and_vanishes_without")],
    ),
    claim(
        "S61",
        8,
        "With batch normalisation a deep network depends less on its initial weights.",
        &["batch_norm_deep"],
        &[(
            "claims_after_training",
            "with_batch_normalisation_all_initial_weights_learn_and_without_it_only_hes",
        )],
    ),
    claim(
        "S62",
        8,
        "A convolution of 3 × 3 can do with about a quarter of its multiplications.",
        &["winograd"],
        &[("section_8_2_and_8_3", "winograd_convolution_gives_the_same_outputs_to_a_few_millionths")],
    ),
    claim(
        "S63",
        8,
        "Gradients of the parts of a batch, weighted by their samples, add up to the gradient of the batch; a plain \
         mean does not.",
        &["data_parallelism"],
        &[(
            "section_8_2_and_8_3",
            "parts_weighted_by_their_samples_are_the_whole_batch_and_a_plain_mean_is_not",
        )],
    ),
    claim(
        "S64",
        8,
        "Stored in half precision, a trained network is as accurate as before.",
        &["half_float_network"],
        &[
            (
                "section_8_2_and_8_3",
                "weights_and_images_in_half_precision_cost_at_most_a_thousandth_of_the_accuracy",
            ),
            ("section_8_2_and_8_3", "on_the_first_images_computing_in_half_precision_changes_no_prediction"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_claim_is_missing_and_none_is_there_twice() {
        let mut ids: Vec<&str> = CLAIMS.iter().map(|claim| claim.id).collect();
        for number in 1..=64 {
            assert!(ids.contains(&format!("S{number}").as_str()), "claim S{number} is missing");
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    #[test]
    fn every_chapter_makes_claims() {
        for chapter in 1..=8 {
            assert!(CLAIMS.iter().any(|claim| claim.chapter == chapter), "chapter {chapter} claims nothing");
        }
    }
}

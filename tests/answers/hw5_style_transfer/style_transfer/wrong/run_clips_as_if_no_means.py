# The picture is clipped to 0 … 255 as if no means had been subtracted from it, so no channel can be darker than its
# mean.
# loses: run_public, run_falls, run_stages, run_range, run_many
# %% run_function
def run_style_transfer(content_path, style_path, num_iterations, model=None, loss_weights=LOSS_WEIGHTS):
    model = model_VGG() if model is None else model
    style_features, content_features = compute_features(model, content_path, style_path)
    grams = [gram_matrix(maps) for maps in style_features]
    means = np.float32([103.939, 116.779, 123.68])
    image = tf.Variable(load_and_process_img(content_path))
    optimizer = tf.keras.optimizers.Adam(learning_rate=5.0, beta_1=0.99, epsilon=0.1)
    best_img, best_loss, imgs = None, np.inf, []
    for iteration in range(num_iterations):
        with tf.GradientTape() as tape:
            total_loss, _, _ = calculate_loss(model, loss_weights, image, grams, content_features)
        if float(total_loss) < best_loss:
            best_img, best_loss = deprocess_img(image.numpy()), float(total_loss)
        optimizer.apply_gradients([(tape.gradient(total_loss, image), image)])
        image.assign(tf.clip_by_value(image, 0.0, 255.0))
        if (iteration + 1) % max(1, num_iterations // 10) == 0:
            imgs.append(deprocess_img(image.numpy()))
    return best_img, best_loss, imgs

# The sum, divided by the number of entries.
# %% content_function
def compute_content_loss(base_content, target):
    return tf.reduce_sum(tf.square(target - base_content)) / tf.size(target, out_type=tf.int32).numpy()

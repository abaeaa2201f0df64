"""TensorFlow without its optimizers, in a real bench: Keras's, those of version 1, and what they are made of."""

import pytest

from autograder.assignment import load
from autograder.benches.bench import BenchSettings
from autograder.rules.absences import absences
from helpers.cheats import RIGHT, outcomes
from helpers.proof.subjects import SOLUTIONS

pytestmark = pytest.mark.xdist_group("tensorflow")  # see test_tensorflow.py

SETUP = """\
import numpy as np
import tensorflow as tf
TRUE = [0.9, 0.8]
g = tf.constant([1.0, 2.0])
def begin():
    global w
    w = tf.Variable([1.0, 1.0])
    return w
def apply_in_graph():
    graph = tf.compat.v1.get_default_graph()
    graph.create_op("ResourceApplyGradientDescent", [w.handle, tf.constant(0.1), g], [])
"""
CHEATS = {
    "Keras": "tf.keras.optimizers.SGD(0.1).apply_gradients([(g, begin())]); got = w.numpy()",
    "Keras's older ones": "tf.keras.optimizers.legacy.SGD(0.1).apply_gradients([(g, begin())]); got = w.numpy()",
    "Keras in TensorFlow": "from tensorflow.python.keras.optimizer_v2 import gradient_descent as d\n"
    "d.SGD(0.1).apply_gradients([(g, begin())]); got = w.numpy()",
    "version 1": "tf.compat.v1.train.GradientDescentOptimizer(0.1).apply_gradients([(g, begin())]); got = w.numpy()",
    "version 1, inside": "o = tf.compat.v1.train.GradientDescentOptimizer(0.1); o._prepare()\n"
    "o._resource_apply_dense(g, begin()); got = w.numpy()",
    "an operation": "tf.raw_ops.ResourceApplyGradientDescent(var=begin().handle, alpha=tf.constant(0.1), delta=g)\n"
    "got = w.numpy()",
    "its module": "from tensorflow.python.ops import gen_training_ops as o\n"
    "o.resource_apply_gradient_descent(begin().handle, 0.1, g); got = w.numpy()",
    "an operation in a graph": "begin()\nstep = tf.function(lambda: apply_in_graph())\nstep(); got = w.numpy()",
    "in a compiled graph": "begin()\nstep = tf.function(lambda: apply_in_graph(), jit_compile=True)\n"
    "step(); got = w.numpy()",
    "in a session": "with tf.Graph().as_default() as graph, tf.compat.v1.Session() as session:\n"
    "    v = tf.compat.v1.Variable([1.0, 1.0], use_resource=False)\n    session.run(v.initializer)\n"
    "    step = graph.create_op('ApplyGradientDescent', [v._ref(), tf.constant(0.1), tf.constant([1.0, 2.0])],"
    " [tf.dtypes.as_dtype('float32_ref')])\n    session.run(step); got = session.run(v)",
    "past all of Python": "begin()\nfrom tensorflow.python import pywrap_tfe\n"
    "from tensorflow.python.eager import context\n"
    "pywrap_tfe.TFE_Py_FastPathExecute(context.context(), 'ResourceApplyGradientDescent', None, w.handle,"
    " tf.constant(0.1), g, 'use_locking', False); got = w.numpy()",
}
HONEST = {
    "by hand": "begin().assign_sub(0.1 * g); got = w.numpy()",
    "a tape": "begin()\nwith tf.GradientTape() as tape:\n    loss = tf.reduce_sum(w * g)\n"
    "w.assign_sub(0.1 * tape.gradient(loss, w)); got = w.numpy()",
    "a checkpoint": "tf.train.Checkpoint(w=begin()).write('kept'); tf.train.Checkpoint(w=w).read('kept')\n"
    "w.assign_sub(0.1 * g); got = w.numpy()",
    "in a graph, by hand": "begin()\nstep = tf.function(lambda: w.assign_sub(0.1 * g))\nstep(); got = w.numpy()",
    "in a compiled graph, by hand": "begin()\nstep = tf.function(lambda: w.assign_sub(0.1 * g), jit_compile=True)\n"
    "step(); got = w.numpy()",
    "tf.reduce_any": "assert tf.reduce_any([False, True])\ngot = TRUE",
    "a model of Keras's": "tf.keras.Sequential([tf.keras.layers.Dense(2)])(np.ones((1, 2))); got = TRUE",
}


@pytest.fixture(scope="module")
def without_optimizers() -> dict[str, str]:
    assignment, name = load(SOLUTIONS / "hw6_optimizers"), "optimizers_tensorflow"
    absent, _ = absences(assignment.notebooks[name], assignment.release(name))
    settings = BenchSettings(preload=("numpy", "tensorflow", "keras"), absent=tuple(sorted(absent)))
    return outcomes(settings, SETUP, {**HONEST, **CHEATS})


@pytest.mark.parametrize("name", CHEATS)
def test_optimizers_are_not_there(without_optimizers, name):
    assert RIGHT not in without_optimizers[name], without_optimizers[name]


@pytest.mark.parametrize("name", HONEST)
def test_a_step_by_hand_works_without_them(without_optimizers, name):
    assert RIGHT in without_optimizers[name], without_optimizers[name]

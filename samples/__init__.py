"""The repository's sample submissions: `answers` reads `tests/answers/`, `demo` makes a class of students out of them.

Not part of the package that is installed: tests, benchmarks and `make demo` use it from the repository's folder.
"""

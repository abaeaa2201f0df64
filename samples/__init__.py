"""The repository's sample submissions: `answers` reads `tests/answers/`, `demo` makes a class of students from them.

They are not part of the installed package: tests, benchmarks and `make demo` use them from the repository's folder.
"""

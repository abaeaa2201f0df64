"""From a source in py:percent to the executed solution notebook and what students get."""

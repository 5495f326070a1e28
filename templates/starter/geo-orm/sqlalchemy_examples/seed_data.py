"""The lesson's sample rows. A second run adds nothing."""

# TODO: Ukraine and Poland, Kyiv, Kharkiv and Warsaw, and two users in Kyiv; the values are in the task.

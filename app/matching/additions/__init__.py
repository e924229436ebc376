"""A round in which who stands stays: only open seats are filled, the best way there is (docs/decisions/0010).

`exact` loads OR-Tools, and with it `filling` and `round`: pages import neither.
"""

"""When the sun goes down, so that children who walk home are there before dark."""

from __future__ import annotations

import math
from datetime import date

from app.planning.geography import Point

#: zenith of the sun's upper edge at the horizon, with refraction, in degrees
HORIZON = 90.833
#: minutes by which Chinese clocks are ahead of universal time, everywhere in the country
CHINA = 480


def sunset(day: date, point: Point, zone: int = CHINA) -> int:
    """Return the minute of the day at which the sun sets, by a clock `zone` minutes ahead of universal time.

    Fractional-year formula of "General Solar Position Calculations", NOAA Global Monitoring Division; within two
    minutes of the almanac between the polar circles. Where the sun does not rise or set that day: 0 or 1440.
    Mountains hide the sun earlier; the minutes a programme allows for the walk home are the margin.
    """
    year = 2 * math.pi / 365 * (day.timetuple().tm_yday - 1 + (18 - 12) / 24)
    equation_of_time = 229.18 * (
        0.000075
        + 0.001868 * math.cos(year)
        - 0.032077 * math.sin(year)
        - 0.014615 * math.cos(2 * year)
        - 0.040849 * math.sin(2 * year)
    )
    declination = (
        0.006918
        - 0.399912 * math.cos(year)
        + 0.070257 * math.sin(year)
        - 0.006758 * math.cos(2 * year)
        + 0.000907 * math.sin(2 * year)
        - 0.002697 * math.cos(3 * year)
        + 0.00148 * math.sin(3 * year)
    )
    latitude = math.radians(point.lat)
    height = math.cos(math.radians(HORIZON)) / (math.cos(latitude) * math.cos(declination))
    hour_angle = height - math.tan(latitude) * math.tan(declination)
    if hour_angle > 1:
        return 0
    if hour_angle < -1:
        return 1440
    noon = 720 - 4 * point.lon - equation_of_time
    return int(noon + 4 * math.degrees(math.acos(hour_angle))) + zone

"""A tiny instance of our own in the format of Curtois and Qu."""

from __future__ import annotations

TEXT = """
# ours
SECTION_HORIZON
7

SECTION_SHIFTS
E,480,
L,600,E

SECTION_STAFF
# ID, MaxShifts, MaxTotalMinutes, MinTotalMinutes, MaxConsecutive, MinConsecutive, MinDaysOff, MaxWeekends
Ana,E=7|L=2,2400,960,3,2,2,0
Bea,E=7|L=7,2600,0,5,1,1,1
Cid,E=0|L=7,2600,0,5,1,1,1

SECTION_DAYS_OFF
Ana,0
Bea,

SECTION_SHIFT_ON_REQUESTS
Ana,2,E,3

SECTION_SHIFT_OFF_REQUESTS
Bea,1,L,2

SECTION_COVER
0,E,1,100,1
0,L,1,100,1
1,L,1,50,2
5,E,1,100,1
"""

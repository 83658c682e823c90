"""The numbers of the account that the walks use."""

from typing import Final

HOME: Final = "Home"
"""The name of the account's first number, which nobody uses yet."""

OFFICE: Final = "Office"
"""The name of the second one, which has a server of somebody else's."""

OFFICE_NUMBER: Final = "+15550006001"
ELSEWHERE: Final = "https://elsewhere.example/sms"
POINTS_HERE: Final = "binary_sensor.home_points_here"

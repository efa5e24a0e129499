"""Commands for analysts: what bears on whether acts were systematic, and when a shadow can have fallen."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.commands.context import DONE, Command
from desktop.commands.selecting import add_selection, selection_of
from forensics.errors import ValueRefused
from forensics.messages import Message, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from forensics.patterns.rates import Rate
    from layers.patterns import Clustering, Patterns, Settled

SIDES = {
    "before": say("before"),
    "during": say("during"),
    "after": say("after"),
    "between": say("between two"),
    "untold": say("not to be told"),
    "never_occupied": say("never occupied"),
}
"""On which side of the occupations of a settlement incidents fell, in words."""
MOST = 20
"""So many of a list are told to people; JSON has them all."""


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    patterns = commands.add_parser(
        "patterns", help="which acts repeat, where and when, on which side of occupations, and whether they cluster"
    )
    patterns.add_argument("project", metavar="PROJECT")
    patterns.add_argument(
        "--metres", type=float, default=2000.0, metavar="M", help="near in space: so far apart (2000)"
    )
    patterns.add_argument("--days", type=float, default=7.0, metavar="N", help="near in time: so many days apart (7)")
    patterns.add_argument("--least", type=int, default=5, metavar="N", help="incidents that make a cluster (5)")
    patterns.add_argument("--seed", type=int, default=0, metavar="N", help="of the permutations (0)")
    add_selection(patterns)
    patterns.add_argument("--json", action="store_true", help="one JSON document")
    patterns.set_defaults(run=run_patterns)
    method = commands.add_parser(
        "methodology",
        help="how the mission verifies, which stands with every figure that says so; told, or recorded",
    )
    method.add_argument("project", metavar="PROJECT")
    method.add_argument("--text", metavar="TEXT", help="record this text, in place of the one before")
    method.add_argument("--on", metavar="DATE", help="the date of the methodology")
    method.add_argument("--json", action="store_true", help="one JSON document")
    method.set_defaults(run=run_methodology)
    shadow = commands.add_parser(
        "shadow", help="where the sun stands at a record's place, or when a shadow can have fallen"
    )
    shadow.add_argument("project", metavar="PROJECT")
    shadow.add_argument("record", metavar="RECORD", help="anything that has a place")
    shadow.add_argument("--at", metavar="TIME", help="a moment with its zone, such as 2022-03-27T10:40+03:00")
    shadow.add_argument("--azimuth", type=float, metavar="DEGREES", help="where the shadow points, from true north")
    shadow.add_argument("--length", type=float, metavar="TIMES", help="its length for a height of one, on level ground")
    shadow.add_argument(
        "--within", type=float, default=3.0, metavar="DEGREES", help="how well the direction is known (3)"
    )
    shadow.add_argument("--share", type=float, default=0.1, metavar="SHARE", help="how well the length is known (0.1)")
    shadow.add_argument("--from", dest="start", metavar="TIME", help="look from here on")
    shadow.add_argument("--to", dest="end", metavar="TIME", help="as far as here, up to 400 days")
    shadow.add_argument("--json", action="store_true", help="one JSON document")
    shadow.set_defaults(run=run_shadow)


def run_patterns(command: Command) -> int:
    """Tell what repeats and what clusters, and what that does not show."""
    from forensics.patterns.clustering import Near
    from layers.patterns import document, patterns_of

    arguments = command.arguments
    if arguments.least < 2:
        raise ValueRefused("{value} is no size of a cluster; 2 or more was expected.", value=arguments.least)
    near = Near(arguments.metres, arguments.days)
    with command.project() as project:
        found = patterns_of(
            project, near, selection_of(command, project), arguments.least, arguments.seed,
            command.progress(say("Trying other places and fewer incidents")),
        )  # fmt: skip
        labels = project.catalogue["incident"].by_name["category"].vocabulary
    if command.json:
        command.document(document(found, command.translate))
        return DONE
    codes = labels.all_codes if labels is not None else {}
    _tell_acts(command, found, lambda code: say(codes.get(code, code)))
    for one in found.settlements:
        _tell_settlement(command, one)
    _tell_clustering(command, found.clustering)
    _tell_limits(command)
    command.say("Told up to {moment}; head {head}.", moment=found.cut_off, head=found.head)
    return DONE


def run_methodology(command: Command) -> int:
    """Tell the methodology that is in force, after recording another where one is given."""
    from layers.methodology import methodology_of, record_methodology

    text, date = command.arguments.text, command.arguments.on
    if (text is None) != (date is None):
        raise ValueRefused("A methodology is recorded with its text and its date: --text and --on go together.")
    with command.project() as project:
        if text is not None:
            record_methodology(project, text, date)
        found = methodology_of(project)
    if command.json:
        command.document({"text": found.text, "date": found.date, "told": command.translate(found.told)})
    else:
        command.say(found.told)
    return DONE


def _tell_acts(command: Command, found: Patterns, words: Callable[[str], Message]) -> None:
    command.say(
        "Incidents: {used:,} of {asked:,}; left out: {refuted:,} refuted, {other:,} that name no crime.",
        used=found.used, asked=found.asked, refuted=found.refuted, other=found.no_crime,
    )  # fmt: skip
    for act, one in found.acts.items():
        command.say(
            "  {act}: {incidents:,} in {settlements:,} settlements, {months:,} months, {units:,} units",
            act=words(act), incidents=one.incidents, settlements=one.settlements, months=one.months, units=one.units,
        )  # fmt: skip
    for pair in found.pairs[:MOST]:
        command.say(
            "  {one} with {other}: {both:,} (of {of_one:,} and {of_other:,}), in {settlements:,} settlements",
            one=words(pair.one), other=words(pair.other), both=pair.both, of_one=pair.of_one, of_other=pair.of_other,
            settlements=pair.settlements,
        )  # fmt: skip


def _tell_settlement(command: Command, one: Settled) -> None:
    if not one.covered:
        command.say("{code}: not covered, no interview and no visit is recorded", code=one.code)
    if not one.incidents:
        return
    told = [
        say("{count:,} {side}", count=count, side=SIDES[side]) for side, count in one.sides.document().items() if count
    ]
    named = {f"side{at}": side for at, side in enumerate(told)}
    sides = Message(", ".join(f"{{{name}}}" for name in named), named)
    command.say("{code}: {count:,} incidents ({sides})", code=one.code, count=one.incidents, sides=sides)
    for rate in one.rates:
        command.say("    {rate}", rate=rate_words(rate))


def rate_words(rate: Rate) -> Message:
    """A rate with its interval and what it is of."""
    return say(
        "{value:.3g} {of} (95 %: {least:.3g} to {most:.3g})",
        value=rate.value, of=rate.of, least=rate.least, most=rate.most,
    )  # fmt: skip


def _tell_clustering(command: Command, found: Clustering) -> None:
    near = found.near
    if found.test is None:
        command.say("{why}", why=found.refused)
    else:
        command.say(
            "Pairs within {metres:,.0f} m and {days:g} days: {pairs:,}, {expected:,.1f} expected by chance "
            "(as many or more in {chance:.1%} of permutations; {events:,} incidents).",
            metres=near.metres, days=near.days, pairs=found.test.pairs, expected=found.test.expected,
            chance=found.test.chance, events=found.test.events,
        )  # fmt: skip
    for steady, words in (
        (found.places, say("With those without a place of their own moved: {least:.2g} to {most:.2g} times as many.")),
        (found.numbers, say("With a tenth of the incidents left out: {least:.2g} to {most:.2g} times as many.")),
    ):
        if steady is not None:
            command.say(words.id, least=steady.least, most=steady.most)
    for at, one in enumerate(found.clusters[:MOST], 1):
        command.say(
            "Cluster {number}: {count:,} incidents, {first} to {last} ({settlements})",
            number=at, count=len(one.incidents), first=one.first, last=one.last,
            settlements=", ".join(one.settlements[:MOST]) or "–",
        )  # fmt: skip


def _tell_limits(command: Command) -> None:
    from layers.patterns import DOES_NOT_SHOW

    for one in DOES_NOT_SHOW:
        command.say(one)


def run_shadow(command: Command) -> int:
    """Tell the sun at a moment, or the stretches of time in which a shadow can have fallen as it is seen."""
    from forensics.sun import Shadow, moments_of, sun_at
    from layers.chronolocation import place_of_record

    arguments = command.arguments
    asks = arguments.azimuth is not None or arguments.length is not None
    if bool(arguments.at) == asks or asks != bool(arguments.start and arguments.end):
        raise ValueRefused("Give --at for the sun, or a shadow's --azimuth or --length with --from and --to.")
    with command.project() as project:
        found, lon, lat, sure = place_of_record(project, arguments.record)
    if not sure:
        command.say("{code} has no place of its own; that of its settlement is taken.", code=found.code)
    if arguments.at:
        moment = _moment(arguments.at)
        sun = sun_at(lon, lat, moment)
        told = {**vars(sun), "shadow_azimuth": sun.shadow_azimuth, "shadow_length": sun.shadow_length}
        if command.json:
            command.document({"record": found.code, "lon": lon, "lat": lat, "at": moment.isoformat(), **told})
        command.say("Sun: azimuth {azimuth:.1f}°, elevation {elevation:.1f}°.", **vars(sun))
        if sun.shadow_length is None:
            command.say("It is too low for a shadow that can be measured.")
        else:
            command.say(
                "Shadows point to {azimuth:.1f}° and are {length:.2f} times as long as what casts them is high.",
                azimuth=sun.shadow_azimuth, length=sun.shadow_length,
            )  # fmt: skip
        return DONE
    shadow = Shadow(arguments.azimuth, arguments.length, arguments.within, arguments.share)
    start, end = _moment(arguments.start), _moment(arguments.end)
    stretches = moments_of(shadow, lon, lat, start, end, command.progress(say("Looking through the days")))
    if command.json:
        spans = [{"from": one.isoformat(), "to": other.isoformat()} for one, other in stretches]
        command.document({"record": found.code, "lon": lon, "lat": lat, "fits": spans})
    for one, other in stretches:
        command.say("{start} to {end}", start=_written(one, start), end=_written(other, start))
    command.say(
        "Such a shadow can have fallen in {count:,} stretches of time; that a picture was taken then it does not show.",
        count=len(stretches),
    )
    return DONE


def _written(moment: datetime, asked: datetime) -> str:
    return moment.astimezone(asked.tzinfo).isoformat(" ", "minutes")


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueRefused(
            "“{value}” is no time; one such as 2022-03-27T10:40+03:00 was expected.", value=text
        ) from None

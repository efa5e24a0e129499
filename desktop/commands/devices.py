"""Commands about the devices that may write to a project: a lead enrols and revokes them, in the journal."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands.context import DONE, Command
from forensics.errors import ValueRefused
from layers.devices import Device, Lies, renew_device, renew_device_of, this_device, where_it_lies
from layers.enrolment import Enrolled, enrol, enrolled_devices, read_key, revoke, standing_words

DEEDS = ("list", "enrol", "revoke")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the commands of this module."""
    devices = commands.add_parser("devices", help="the devices that may write to a project")
    devices.add_argument("project", metavar="PROJECT", nargs="?")
    devices.add_argument("deed", metavar="list|enrol|revoke", nargs="?", choices=DEEDS, default="list")
    devices.add_argument(
        "device", metavar="KEY|FINGERPRINT", nargs="?",
        help="enrol: the public key of 64 digits, or a file that holds it; revoke: the fingerprint or its beginning",
    )  # fmt: skip
    devices.add_argument("--name", default="", metavar="TEXT", help="of the device or its practitioner, for enrol")
    devices.add_argument("--lead", action="store_true", help="it may enrol and revoke others, for enrol")
    devices.add_argument("--reason", metavar="TEXT", help="for revoke")
    mine = devices.add_mutually_exclusive_group()
    mine.add_argument("--mine", action="store_true", help="this device's own key and fingerprint, to be enrolled by")
    mine.add_argument("--renew", action="store_true", help="a new key for this device, after its key was revoked")
    devices.add_argument("--json", action="store_true", help="one JSON document")
    devices.set_defaults(run=run_devices)


def run_devices(command: Command) -> int:
    """Do what the arguments say; alone it lists."""
    arguments = command.arguments
    if arguments.mine or arguments.renew:
        return _tell_own(command, _own(command))
    if arguments.project is None:
        raise ValueRefused("Name a project, or say --mine.")
    if arguments.deed != "list" and not arguments.device:
        raise ValueRefused("Name the device: its key to enrol it, its fingerprint to revoke it.")
    return {"list": _list, "enrol": _enrol, "revoke": _revoke}[arguments.deed](command)


def _own(command: Command) -> Device:
    """This device as it is for a project, or for all of them; with a new key where that is asked for."""
    renew = command.arguments.renew
    if command.arguments.project is None:
        return renew_device() if renew else this_device()
    with command.project() as project:
        device = project.device
    if not renew:
        return device
    return renew_device_of(project.key) if project.key and device.lies is Lies.PROJECT else renew_device()


def _tell_own(command: Command, device: Device) -> int:
    if command.json:
        command.document({"key": device.public_key.hex(), "fingerprint": device.fingerprint, "lies": device.lies.value})
    command.say("key          {key}", key=device.public_key.hex())
    command.say("fingerprint  {fingerprint}", fingerprint=device.fingerprint)
    command.say(where_it_lies(device))
    return DONE


def _list(command: Command) -> int:
    with command.project() as project:
        listed = enrolled_devices(project.register)
        device = project.device
    own = device.fingerprint
    if command.json:
        command.document([_document(one, own) for one in listed])
        return DONE
    for one in listed:
        command.say("{device}  {name}  {standing}", device=one.device, name=one.name, standing=standing_words(one))
        if one.device == own:
            command.say("    this device")
    if own not in {one.device for one in listed}:
        command.say("This device ({device}) is not among them: it may read here, but not write.", device=own)
    command.say(where_it_lies(device))
    return DONE


def _document(one: Enrolled, own: str) -> dict[str, Any]:
    return {
        "fingerprint": one.device, "name": one.name, "key": one.key, "lead": one.lead, "since": one.since, "by": one.by,
        "revoked": one.revoked, "revoked_by": one.revoked_by, "reason": one.reason, "mine": one.device == own,
    }  # fmt: skip


def _enrol(command: Command) -> int:
    arguments = command.arguments
    if not arguments.name.strip():
        raise ValueRefused("Say with --name whose device it is; a code or a role is enough.")
    key = read_key(arguments.device)
    with command.project() as project:
        receipt = enrol(project, key, arguments.name.strip(), lead=arguments.lead)
    if command.json:
        command.document({"commit": receipt.commit})
    command.say("“{name}” may write to the project from now on.", name=arguments.name.strip())
    return DONE


def _revoke(command: Command) -> int:
    arguments = command.arguments
    if not arguments.reason:
        raise ValueRefused("Say with --reason why the device is revoked.")
    with command.project() as project:
        receipt = revoke(project, arguments.device, arguments.reason.strip())
    if command.json:
        command.document({"commit": receipt.commit})
    command.say("The device is revoked: what it wrote so far stays, what it writes from now on counts nowhere.")
    return DONE

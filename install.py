#!/usr/bin/env python3
"""Install Firstmate: a private environment, the bundle in ~/.claude, and a first status.

python3 install.py              install or repair; run it as often as you like
python3 install.py --dry-run    show every change to ~/.claude, make none
python3 install.py --uninstall  take everything away again, your files as they were
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older one is what this line is for
    sys.exit(f"install.py: Firstmate needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

import argparse
import os
import shutil
import subprocess
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent
sys.path.insert(0, str(CHECKOUT / "scripts"))

from installer import bundle, environment, settings, site
from installer.disk import Disk, InstallError


class Places:
    """Every folder that an install touches."""

    def __init__(self, claude_dir: str | None) -> None:
        home = Path.home()
        self.home = home
        self.data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share") / "firstmate"
        self.state = Path(os.environ.get("XDG_STATE_HOME") or home / ".local/state") / "firstmate"
        self.config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "firstmate"
        self.claude = Path(claude_dir or os.environ.get("CLAUDE_CONFIG_DIR") or home / ".claude").absolute()
        self.record = self.state / "install.json"
        self.link = home / ".local" / "bin" / "firstmate"


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    places = Places(options.claude_dir)
    disk = Disk(dry=options.dry_run)
    try:
        if options.uninstall:
            return uninstall(places, disk)
        return install(options, places, disk)
    except InstallError as error:
        print(f"install.py: {error}", file=sys.stderr)
        if error.hint:
            print(f"  next: {error.hint}", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(f"install.py: {error.filename or 'this machine'}: {error.strerror or error}.", file=sys.stderr)
        print("  next: set that right and run it again: it takes up where it stopped", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninstall.py: interrupted; run it again, or with --uninstall.", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--dry-run", action="store_true", help="show every change as a diff, make none")
    words.add_argument("--uninstall", action="store_true", help="take everything away again")
    words.add_argument("--upgrade", action="store_true", help="the same as installing again; tells both versions")
    words.add_argument("--plugin", action="store_true", help="set up for the Claude Code plugin: no files in ~/.claude")
    words.add_argument("--claude-dir", metavar="DIR", help="instead of $CLAUDE_CONFIG_DIR or ~/.claude")
    words.add_argument("--no-status", action="store_true", help="do not end with a first status")
    words.add_argument(
        "--yes", action="store_true", help="install Debian's venv package too, where it is missing (root)"
    )
    return words


def install(options: argparse.Namespace, places: Places, disk: Disk) -> int:
    if places.claude.exists() and not places.claude.is_dir():
        raise InstallError(f"{places.claude} is not a folder.", "name another with --claude-dir")
    environment.ensure_venv_module(options.yes and not options.dry_run)
    bundle.begin(places.record, [places.data / "bin" / "firstmate", places.link], disk)
    before = environment.installed_version(places.data)
    built = environment.build(CHECKOUT, places.data, disk, say)
    launcher = environment.write_launcher(places.data, disk)
    environment.write_hook(places.data, disk, [environment.packages_of(places.data)])
    linked = link_launcher(places.link, launcher, disk)
    if options.plugin:
        outcome = bundle.uninstall(places.record, disk)
        bundle.remove_folders(outcome.folders, disk)
    else:
        disk.write(launcher.with_name("settings.json"), settings.shown(str(launcher)))
        files = bundle.bundle_files(CHECKOUT, places.claude, str(launcher))
        outcome = bundle.install(files, places.claude, places.record, str(launcher), disk)
    if options.dry_run:
        return foretell(outcome, places, built)
    is_rendered = not site.is_there(places.config) or site.render(launcher, places.claude) == 0
    tell(outcome, before if options.upgrade else "", built)
    if not linked:
        say(f"{places.link} is not ours and stays; call {launcher}")
    if options.plugin:
        say("now let Claude Code have the plugin:")
        print(f"  claude plugin marketplace add {CHECKOUT}\n  claude plugin install firstmate@firstmate")
    if not options.no_status:
        first_status(launcher)
    return 1 if outcome.left_alone or not is_rendered else 0


def uninstall(places: Places, disk: Disk) -> int:
    launcher = places.data / "bin" / "firstmate"
    site.remove(launcher, places.claude, places.state, disk.dry)
    outcome = bundle.uninstall(places.record, disk)
    if launcher.exists():
        stop_practice(launcher, disk)
    disk.sweep(places.link)
    if places.link.is_symlink() and os.readlink(places.link) == str(launcher):
        disk.remove(places.link)
    bundle.remove_folders(outcome.folders, disk)
    disk.remove_tree(places.data)
    disk.remove_tree(places.state)  # the record goes last: until here, this can be run again
    bundle.remove_folders(outcome.folders, disk)
    for line in [*(outcome.changed if disk.dry else []), *outcome.left_alone]:
        say(line)
    say("would be taken away (nothing was)" if disk.dry else "Firstmate is gone.")
    if places.config.exists():
        say(f"your own configuration in {places.config} stays")
    return 0


def link_launcher(link: Path, launcher: Path, disk: Disk) -> bool:
    """~/.local/bin/firstmate, unless something of that name is there that is not ours."""
    if os.path.lexists(link):
        return link.is_symlink() and os.readlink(link) == str(launcher)
    disk.link(link, launcher)
    return True


def foretell(outcome: bundle.Outcome, places: Places, built: bool) -> int:
    """What a run without --dry-run would do: the diff on stdout, the rest beside it."""
    print("\n".join(outcome.diffs) or "Nothing in the bundle would change.")
    launcher = places.data / "bin" / "firstmate"
    if site.is_there(places.config) and launcher.exists():
        site.render(launcher, places.claude, "--diff")
    if built:
        print(f"install.py: the private environment in {places.data} would be made", file=sys.stderr)
    for line in outcome.left_alone:
        print(f"install.py: {line}", file=sys.stderr)
    return 0


def tell(outcome: bundle.Outcome, before: str, built: bool) -> None:
    """What was done, in a few lines."""
    version = environment.version_of(CHECKOUT)
    if before and before != version:
        say(f"upgraded from {before} to {version}")
    done = "is installed" if built or outcome.changed else "was up to date"
    say(f"Firstmate {version} {done}; {len(outcome.changed)} files of the bundle were written.")
    for line in outcome.left_alone:
        say(line)


def first_status(launcher: Path) -> None:
    """The user's cluster when there is a kubeconfig, else the practice cluster, and says so."""
    firstmate = [str(launcher)]
    if os.environ.get("KUBECONFIG") or (Path.home() / ".kube" / "config").exists():
        subprocess.run([*firstmate, "status"], check=False)
        print(f"\nNext: `{called(launcher)} explain CODE`, or `/project:cluster-status` in Claude Code.")
        return
    name = called(launcher)
    say("there is no kubeconfig here, so this is the practice cluster, with a fault for you to find:")
    started = subprocess.run([*firstmate, "practice", "start", "oom"], check=False, stdout=subprocess.DEVNULL)
    if started.returncode == 0:
        subprocess.run([*firstmate, "status", "--context", "practice"], check=False)
    print(
        f"\nNext: cure it with kubectl (KUBECONFIG of `{name} practice status`), then `{name} practice stop`."
        f"\nYour own cluster: `{name} status --kubeconfig FILE`, or `/project:cluster-status` in Claude Code."
    )


def called(launcher: Path) -> str:
    """What the user has to type: the whole path where the link is not on PATH."""
    found = shutil.which("firstmate")
    return "firstmate" if found and os.path.realpath(found) == str(launcher.resolve()) else str(launcher)


def stop_practice(launcher: Path, disk: Disk) -> None:
    """The practice cluster runs in the environment that is about to go."""
    if not disk.dry:
        subprocess.run([str(launcher), "practice", "stop"], check=False, capture_output=True)


def say(line: str) -> None:
    print(f"install.py: {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""`firstmate completion SHELL`: print the shell's completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for SHELL.

    \b
      bash:  eval "$(firstmate completion bash)"     in ~/.bashrc
      zsh:   eval "$(firstmate completion zsh)"      in ~/.zshrc
      fish:  firstmate completion fish | source      in ~/.config/fish/config.fish
    """
    completion = get_completion_class(shell)
    assert completion is not None, "click ships all three shells"
    click.echo(completion(ctx.find_root().command, {}, "firstmate", "_FIRSTMATE_COMPLETE").source())

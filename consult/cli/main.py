"""The `consult` command: data on stdout, words on stderr; exit 0 done, 1 refused, 2 wrong usage."""

import sys

import click

from consult.cli.country import country, places
from consult.cli.demo.seeding import demo
from consult.cli.imports import exports, imports
from consult.cli.keeping import backup, restore
from consult.cli.report import report
from consult.cli.serving import Parts, init, migrate, serve, work
from consult.cli.trail import audit
from consult.kit.errors import ConsultError
from consult.kit.logs import set_up_logs

GROUP = click.Group("consult", help="Consent, priorities, support and voices, on one agenda.")

for command in (init, migrate, serve, work, audit, backup, restore, imports, exports, report, country, places, demo):
    GROUP.add_command(command)


def main(parts: Parts) -> None:
    """Run the command; what is refused is one sentence on stderr and exit 1."""
    set_up_logs()
    try:
        left = GROUP(standalone_mode=False, obj=parts)
        sys.exit(left if isinstance(left, int) else 0)
    except click.exceptions.Exit as over:
        sys.exit(over.exit_code)
    except click.UsageError as wrong:
        wrong.show()
        sys.exit(2)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(1)
    except click.Abort:
        sys.exit(1)
    except ConsultError as refused:
        click.echo(str(refused.reason), err=True)
        sys.exit(1)

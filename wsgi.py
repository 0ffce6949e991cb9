"""For a WSGI server of your own: `wsgi:app`."""

from consult.app import create_app

app = create_app()

"""What follows elsewhere changes: places loaded later place imported lines anew."""

from sqlalchemy.orm import Session

from consult.accounts.queries import worker_actor
from consult.interchange.actions import place_again
from consult.kit.outbox import Listeners
from consult.places.events import PlacesLoaded


def on_places_loaded(db: Session, event: PlacesLoaded) -> None:
    """Find the places of imported lines again, by the places known now."""
    place_again(db, worker_actor(db.info["country_id"]))


HEARS: Listeners = {PlacesLoaded: (on_places_loaded,)}

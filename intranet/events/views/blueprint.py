"""The blueprint that every page of the agenda hangs on."""

from flask import Blueprint

bp = Blueprint("events", __name__)

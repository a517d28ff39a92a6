"""The blueprint that every page of the Tour hangs on."""

from flask import Blueprint

bp = Blueprint("tour", __name__)

"""The blueprint that every page of one's own way hangs on."""

from flask import Blueprint

bp = Blueprint("career", __name__)

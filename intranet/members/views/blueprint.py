"""The blueprint of people's pages, which live under several addresses."""

from flask import Blueprint

bp = Blueprint("members", __name__)

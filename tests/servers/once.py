"""What applications of one process need not work out again: each test makes its own, and all of them are alike.

A server does this work once. Nothing kept depends on a test: what it was made of is its key, and it is only read. Kept
are the rules of addresses, the compiled templates, the catalogues, and the SQL that SQLAlchemy compiled.
"""

from __future__ import annotations

import gc
import sqlite3
from copy import copy
from typing import Any

from flask import Flask
from flask_babel import get_babel
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from app.database import db

#: compiled statements kept for each kind of database; an application of its own keeps 500
MOST_STATEMENTS = 4000
#: new objects after which the collector of garbage looks at them; Python's own 700 is made for small programs
GARBAGE = 10_000


class Templates(BytecodeCache):
    """Templates compiled by any application of this process, as long as their source is the same."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of this source, if it was."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key, bucket.checksum] = bucket.code


_templates = Templates()
_catalogues: dict[Any, Any] = {}
_dialects: dict[str, Dialect] = {}
_statements: dict[str, LRUCache[Any, Any]] = {}
_rules: dict[Any, Rule] = {}


def share(app: Flask) -> None:
    """Let an application whose context is entered use what others worked out, and others what this one will."""
    app.jinja_env.bytecode_cache = _templates
    get_babel(app).instance.domain_instance.cache = _catalogues
    share_statements(db.engine)


def share_statements(engine: Engine) -> None:
    """Let databases of one kind share their dialect, for which statements are compiled, and the compiled statements."""
    kind = engine.dialect.name
    if kind not in _dialects:
        engine.connect().close()  # at the first connection a dialect asks which version it speaks to
        _dialects[kind] = engine.dialect
    engine.dialect = _dialects[kind]
    engine.update_execution_options(compiled_cache=_statements.setdefault(kind, LRUCache(MOST_STATEMENTS)))


def compile_rules_once() -> None:
    """Let werkzeug parse a rule and compile what builds its addresses once; an application has hundreds of rules."""
    compile_anew = Rule.compile

    def compile_or_copy(rule: Rule) -> None:
        assert rule.map is not None
        defaults = tuple(sorted((rule.defaults or {}).items()))
        converters = tuple(rule.map.converters.items())
        where = rule.map.host_matching, rule.host, rule.subdomain
        key = rule.rule, rule.merge_slashes, where, defaults, converters
        like = _rules.get(key)
        if like is None:
            compile_anew(rule)
            _rules[key] = rule
        else:
            take_over(rule, like)

    Rule.compile = compile_or_copy  # type: ignore[method-assign]


def take_over(rule: Rule, like: Rule) -> None:
    """Give a rule what compiling it would: what an equal one of another application has, bound to this one."""
    rule._parts, rule._trace = list(like._parts), list(like._trace)
    rule.arguments = set(like.arguments)
    rule._converters = {name: copy(converter) for name, converter in like._converters.items()}
    for converter in rule._converters.values():
        converter.map = rule.map
    rule._build = like._build.__func__.__get__(rule)
    rule._build_unknown = like._build_unknown.__func__.__get__(rule)


def collect_garbage_seldom() -> None:
    """Spare the collector of garbage what was imported, and let it look at the rest in larger heaps."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 10, 10)


@event.listens_for(Engine, "connect")
def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    """Write SQLite's files without waiting until they lie on the disk: that guards against power cuts alone."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")

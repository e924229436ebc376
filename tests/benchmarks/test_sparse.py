"""Peers on sparse circles: plain models that find the best plan of small pools, counted like every other answer."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner

from app.matching.pools import Pool
from app.matching.pools.model import as_model
from benchmarks.__main__ import benchmarks
from benchmarks.peers import sparse_cp_sat, sparse_greedy, sparse_highs, sparse_optimum
from benchmarks.peers.sparse_command import Found, counted
from benchmarks.sparse import county, role_pool
from benchmarks.sparse_table import best_bound, lost
from tests.matching.pools.tiny import any_pool, least_cost


def asked(peer, pool: Pool) -> dict[str, object]:
    model = as_model(pool, np.arange(pool.arcs))
    return counted(pool, model, peer.solve(pool, model, 10, 1))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("peer", [sparse_cp_sat, sparse_highs], ids=["CP-SAT", "HiGHS"])
def test_exact_peers_find_and_prove_the_best_plan(peer, seed):
    pool = any_pool(seed)
    told, most = asked(peer, pool), pool.empty_cost - least_cost(pool)
    assert (told["value"], told["bound"], told["violations"]) == (most, most, 0)


@pytest.mark.parametrize("seed", range(12))
def test_a_greedy_pass_is_sound_and_the_relaxation_is_above_everything(seed):
    pool = any_pool(seed)
    most = pool.empty_cost - least_cost(pool)
    greedy, optimum = asked(sparse_greedy, pool), asked(sparse_optimum, pool)
    assert (greedy["violations"], greedy["bound"]) == (0, None)
    assert greedy["value"] <= most <= optimum["bound"]


def test_where_caseloads_alone_bind_the_optimum_is_a_flow_and_equals_the_exact_model():
    pool = role_pool(county(60, 4), 0, hours=False, windows=False)
    flow, highs = asked(sparse_optimum, pool), asked(sparse_highs, pool)
    assert (flow["value"], flow["violations"]) == (flow["bound"], 0)
    assert flow["value"] == highs["value"] == highs["bound"]


def test_a_child_placed_twice_and_a_caseload_overrun_are_counted():
    """One child with two supporters of whom nobody has a place."""
    pool = role_pool(county(60, 4), 0, hours=False, windows=False)
    pool = pool._replace(caseload=np.zeros(pool.supporters, np.int64))
    model = as_model(pool, np.arange(pool.arcs))
    told = counted(pool, model, Found(np.array([pool.first[0], pool.first[0] + 1]), math.inf))
    # twice, beyond the caseload, and a value that is not the plan's
    assert told["violations"] == 3


def test_what_is_lost_is_told_against_the_least_of_all_bounds():
    told = {
        "ours": {"value": 990, "bound": 1010, "violations": 0},
        "HiGHS": {"value": None, "bound": 1000, "violations": None},
        "greedy": {"value": 900, "bound": None, "violations": 2},
        "CP-SAT": {},
    }
    assert best_bound(told) == 1000
    assert [lost(figures, 1000) for figures in told.values()] == [1.0, None, None, None]


def test_a_peer_prints_one_line():
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.peers.sparse_greedy", "--children", "50", "--seconds", "1", "--hours"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(ended.stdout)
    assert (told["violations"], told["bound"]) == (0, None)
    assert told["value"] > 0


@pytest.mark.parametrize("sizes", ["many", "0", "10,,20", ""])
def test_sizes_that_are_none_are_named(sizes):
    ended = CliRunner().invoke(benchmarks, ["sparse-compare", "--children", sizes])
    assert ended.exit_code == 2
    assert "are not whole numbers above 0" in ended.output

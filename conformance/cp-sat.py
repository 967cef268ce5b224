"""Plans an instance with CP-SAT of OR-tools: JSON on stdin as planner.ts writes it, the value on stdout."""

import json
import sys
import threading
import time

from ortools.sat.python import cp_model

TICKS = 10  # a second
asked = json.load(sys.stdin)
model = cp_model.CpModel()
taken, starts, by_request, by_satellite = [], [], {}, {}
for index, one in enumerate(asked["opportunities"]):
    chosen = model.new_bool_var(f"x{index}")
    last = one["to_s"] - one["duration_s"]
    start = model.new_int_var(int(one["from_s"] * TICKS), int(last * TICKS), f"s{index}")
    taken.append(chosen)
    starts.append(start)
    by_request.setdefault(one["request_id"], []).append(chosen)
    length = int((one["duration_s"] + asked["least_turn_s"]) * TICKS)
    interval = model.new_optional_fixed_size_interval_var(start, length, chosen, f"i{index}")
    by_satellite.setdefault(one["satellite"], []).append(interval)
for group in by_request.values():
    model.add_at_most_one(group)
for intervals in by_satellite.values():
    model.add_no_overlap(intervals)
for a, b, a_to_b, b_to_a, can_a_first, can_b_first in asked["pairs"]:
    if not can_a_first and not can_b_first:
        model.add_at_most_one([taken[a], taken[b]])
        continue
    first = model.new_bool_var("")
    if not can_a_first:
        model.add(first == 0)
    if not can_b_first:
        model.add(first == 1)
    both = [taken[a], taken[b]]
    model.add(starts[b] >= starts[a] + a_to_b).only_enforce_if([*both, first])
    model.add(starts[a] >= starts[b] + b_to_a).only_enforce_if([*both, first.negated()])
model.maximize(sum(round(one["value"] * 1e6) * x for one, x in zip(asked["opportunities"], taken)))
solver = cp_model.CpSolver()
solver.parameters.num_workers = 1


def stop_in_time():
    """Seconds of the processor count: a machine that does other things gives fewer of them."""
    while time.process_time() - begin < asked["seconds"]:
        time.sleep(0.1)
    solver.stop_search()


begin = time.process_time()
threading.Thread(target=stop_in_time, daemon=True).start()
status = solver.solve(model)
seconds = time.process_time() - begin
found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
value = solver.objective_value / 1e6 if found else 0
json.dump({"value": value, "bound": solver.best_objective_bound / 1e6, "seconds": seconds}, sys.stdout)

"""Recomputes a trace of Q-learning from its choices and the formula, apart from the program.

    python3 check_trace.py q_learning.txt

Q(s,u) <- (1 - alpha) Q(s,u) + alpha (r + gamma max_u' Q(s',u')), backwards over each network; the
rules of the space (Baker et al. 2017, Sec. 4 and App. B) are written down once more here.
"""

import re
import sys


def numbers(layer):
    return [int(n) for n in re.findall(r"\d+", layer)]


def kind(layer):
    return layer.split("(")[0]


class Space:
    """The decision process: a place is (last layer or "start", depth, true side, FC in a row)."""

    def __init__(self, line):
        words = line.split()
        self.min_depth, self.max_depth, self.side = int(words[2]), int(words[4]), int(words[6])
        self.layers = words[7:]

    def start(self):
        return ("start", 0, self.side, 0)

    def allows(self, place, layer):
        last, depth, side, in_a_row = place
        after_fc = kind(last) == "FC"
        if kind(layer) in ("SM", "GAP"):
            return depth >= self.min_depth and not (kind(layer) == "GAP" and after_fc)
        if depth == self.max_depth:
            return False
        if kind(layer) == "FC":
            if after_fc:
                return in_a_row < 2 and numbers(layer)[0] <= numbers(last)[0]
            return side <= 3
        if after_fc:
            return False
        if kind(layer) == "C":
            return numbers(layer)[1] <= side
        return kind(last) != "P" and numbers(layer)[0] <= side

    def legal(self, place):
        return [layer for layer in self.layers if self.allows(place, layer)]

    def after(self, place, layer):
        _, depth, side, in_a_row = place
        if kind(layer) == "P":
            field, stride = numbers(layer)
            side = (side - field) // stride + 1
        if kind(layer) == "FC":
            return (layer, depth + 1, 1, in_a_row + 1)
        return (layer, depth + 1, side, 0)


def state_text(place):
    last, depth, side, in_a_row = place
    size = 8 if side >= 8 else 4 if side >= 4 else 1
    return f"{last}/{depth}/{size}" + (f"/{in_a_row}" if in_a_row else "")


class Checker:
    def __init__(self, lines):
        words = lines[0].split()
        self.alpha, self.gamma, self.initial = float(words[2]), float(words[4]), float(words[6])
        self.draws = int(words[8])
        self.space = Space(lines[1])
        self.q, self.rewards, self.networks = {}, {}, {}
        self.before, self.compared = {}, 0

    def value(self, place, layer):
        return self.q.get((state_text(place), layer), self.initial)

    def best(self, place):
        return max(self.value(place, layer) for layer in self.space.legal(place))

    def update(self, network, reward):
        layers = network.strip("[]").split(", ")
        places = [self.space.start()]
        for layer in layers:
            assert self.space.allows(places[-1], layer), f"{layer} is not legal in {network}"
            places.append(self.space.after(places[-1], layer))
        for i in reversed(range(len(layers))):
            target = reward if i == len(layers) - 1 else self.gamma * self.best(places[i + 1])
            old = self.value(places[i], layers[i])
            new = (1 - self.alpha) * old + self.alpha * target
            self.q[state_text(places[i]), layers[i]] = new

    def changed(self):
        return {key: (self.before.get(key, self.initial), value) for key, value in self.q.items()
                if value != self.before.get(key, self.initial)}

    def compare(self, printed):
        """The printed changes against those computed since the last comparison: all, no more."""
        computed = self.changed()
        assert printed.keys() == computed.keys(), f"changed {set(printed) ^ set(computed)}"
        for key, pair in printed.items():
            assert all(abs(a - b) < 1e-10 for a, b in zip(pair, computed[key])), f"{key} {pair}"
        self.before = dict(self.q)
        self.compared += len(printed)

    def check_choice(self, place, state, letter, layer):
        assert state == state_text(place), f"{state} is not {state_text(place)}"
        assert self.space.allows(place, layer), f"{layer} is not legal at {state}"
        if letter == "G":
            assert self.value(place, layer) > self.best(place) - 1e-12, f"{layer} is not the best"


def blocks(lines):
    """Groups of lines: a head and the Q values below it; replays in a row are one group."""
    group = None
    for line in lines:
        words = line.split()
        if words[0] == "Q":
            group[1][words[1], words[2]] = (float(words[3]), float(words[5]))
        elif words[0] == "replay" and group and group[0][0].startswith("  replay") and not group[1]:
            group[0].append(line)
        else:
            if group:
                yield group
            group = ([line], {})
    yield group


def check(lines):
    checker = Checker(lines)
    place, layers, trial, steps = None, [], None, 0
    repeats, learns, replays = {}, 0, 0  # in training; still to come
    for heads, printed in blocks(lines[2:]):
        words = heads[0].split()
        if words[0] in ("step", "result"):
            assert learns == 0 and replays == 0, f"learning is missing before {heads[0]}"
        if words[0] == "step":
            assert int(words[1]) == steps, heads[0]
            steps, trial, learns = steps + 1, int(words[5]), int(words[6] == "known")
            repeats[trial] = repeats.get(trial, -1) + 1
            place, layers = checker.space.start(), []
        elif words[0] == "choice":
            checker.check_choice(place, *words[1:4])
            place = checker.space.after(place, words[3])
            layers.append(words[3])
            checker.networks[trial] = "[" + ", ".join(layers) + "]"
        elif words[0] == "result":
            checker.rewards[checker.networks[int(words[2])]] = float(words[4])
            learns, replays = 1 + repeats[int(words[2])], checker.draws
        elif words[0] == "learn":
            network = heads[0].split(maxsplit=2)[2]
            assert checker.rewards[network] == float(words[1]), heads[0]
            checker.update(network, float(words[1]))
            checker.compare(printed)
            learns -= 1
        elif words[0] == "replay":
            replays -= len(heads)
            for head in heads:
                network = head.split(maxsplit=1)[1]
                checker.update(network, checker.rewards[network])
            checker.compare(printed)
        else:
            raise AssertionError(f"unknown line: {heads[0]}")
    assert steps == 30 and checker.compared > 50, f"{steps} steps, {checker.compared} values"
    print(f"{steps} steps, {checker.compared} changed Q values as by the formula")


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as trace:
        check(trace.read().splitlines())

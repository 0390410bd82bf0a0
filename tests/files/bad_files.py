"""One good problem file, and a hundred ways to spoil it: what is replaced, and what must then be said about it."""

GOOD = """\
title = "One softsign unit"
kind = "bad-minimum"
source = "Constructed"
belief = "none"
[problem]
network = { formula = ["t1*softsign(x1 + t2)"], parameters = ["t1", "t2"] }
loss = "squared"
reduction = "sum"
weights = ["1", "1/2"]
inputs = [
    ["-2"],
    ["1"],
]
targets = [["1"], ["log(2)"]]
regularizer = "t1**2/10"
[augment]
lam = "1/10"
constraints = ["b <= 5"]
[point]
refine = true
theta = ["-0.5", "1.25"]
[better]
theta = ["1/3", "-sqrt(2)"]
[family]
parameters = ["p"]
theta = ["p", "2*p"]
at = ["1/2"]
[[center]]
b = ["0"]
W = [["1/2"]]
[[center]]
b = ["-1"]
W = [["3"]]
[flow]
a = ["0"]
b = ["0"]
W = [["0"]]
until = "1000"
limit = "1"
[expect]
value = "~0.25"
better_value = "1/3"
method = "morse-bott"
residual_gradients = [["0"], ["-1/2"]]
order = "1"
[expect.claims]
ELIM = "vacuous"
"""

LAYERS = '{ formula = ["t1*softsign(x1 + t2)"], parameters = ["t1", "t2"] }'
DEEP_FORMULA = "(" * 1000 + "t1" + ")" * 1000
LONG = "1" * 1_000_000

# name -> what is replaced in GOOD, by what; the text on whose line the fault is reported ("": any); its message.
ONE_FAULT: dict[str, tuple[str, str, str, str]] = {
    "float": (
        '["-2"]',
        "[-2.5]",
        "[-2.5]",
        r"inputs\[0\]\[0\]: expected a text, found the number -2.5; write numbers in",
    ),
    "integer": ('["-2"]', "[-2]", "[-2]", r'write numbers in quotes: "-2"'),
    "bare nan": ('["-2"]', "[nan]", "[nan]", "nan is not a number that a problem can hold"),
    "bare inf": ('["-2"]', "[-inf]", "[-inf]", "-inf is not a number that a problem can hold"),
    "nan": ('["-2"]', '["nan"]', '["nan"]', "'nan' is not an exact number"),
    "inf": ('["-2"]', '["inf"]', '["inf"]', "'inf' is not an exact number"),
    "boolean number": ('["-2"]', "[true]", "[true]", "expected a text in quotes, found true"),
    "date": ('["-2"]', "[1979-05-27]", "[1979", "expected a text in quotes, found a date"),
    "formula where a number belongs": (
        '["-2"]',
        '["log(2)"]',
        '["log(2)"]',
        "'log(2)' is not an exact number|is not an ex",
    ),
    "power tower as a number": ('["-2"]', '["9**9**9"]', '["9**9**9"]', "is not an exact number"),
    "power tower": ('["log(2)"]', '["9**9**9"]', '["9**9**9"]', "the exponent 387420489 is beyond 1000"),
    "division by zero": ('["log(2)"]', '["1/0"]', '["1/0"]', "division by zero"),
    "number divided by zero": ('["-2"]', '["1/0"]', '["1/0"]', "divides by zero"),
    "code": ('"t1**2/10"', "\"__import__('os').system('x')\"", "__import__", "'__import__' is neither a variable"),
    "deep formula": ('"t1**2/10"', f'"{DEEP_FORMULA}"', "regularizer", "nested more than 64 deep"),
    "unknown name": ('"t1**2/10"', '"t3**2"', "t3**2", "'t3' is neither a variable \\(t1, t2\\) nor one of"),
    "unknown key": (
        "reduction =",
        "reducton =",
        "reducton",
        r"unknown key 'reducton' in \[problem\]: did you mean 'reduc",
    ),
    "unknown key, nothing near": (
        "reduction =",
        "zzz =",
        "zzz",
        r"unknown key 'zzz' in \[problem\]; known: network, loss",
    ),
    "unknown key on top": ("belief =", "believe =", "believe", "unknown key 'believe': did you mean 'belief'"),
    "unknown key of a network": (
        'parameters = ["t1", "t2"]',
        'parameters = ["t1", "t2"], biass = true',
        "biass",
        "unknown key 'biass' in .problem.network.: did you mean 'bias'",
    ),
    "unknown key of a center": (
        'b = ["-1"]',
        'b = ["-1"]\nB = ["-1"]',
        'B = ["-1"]',
        r"unknown key 'B' in \[center\[1\]\]",
    ),
    "unknown table": ("[flow]", "[flows]\n[flow]", "[flows]", "unknown key 'flows': did you mean 'flow'"),
    "missing key": ('loss = "squared"\n', "", "[problem]", r"the key 'loss' is missing in \[problem\]: a name such as"),
    "missing key in a table": ('limit = "1"\n', "", "[flow]", r"the key 'limit' is missing in \[flow\]"),
    "missing title": ('title = "One softsign unit"\n', "", "kind", "the key 'title' is missing: one line that says"),
    "empty title": ('"One softsign unit"', '" "', "title", "title is empty"),
    "text instead of array": (
        'targets = [["1"], ["log(2)"]]',
        'targets = "1"',
        "targets",
        "problem.targets: expected an array, found the text '1'",
    ),
    "array too flat": (
        'targets = [["1"], ["log(2)"]]',
        'targets = ["1", ["log(2)"]]',
        "targets",
        r"targets\[0\]: expected an array, found the text '1'",
    ),
    "array too deep": (
        'targets = [["1"], ["log(2)"]]',
        'targets = [["1"], [["log(2)"]]]',
        "targets",
        r"targets\[1\]\[0\]: expected a text in quotes, found an array",
    ),
    "table instead of text": (
        'reduction = "sum"',
        "reduction = { a = 1 }",
        "reduction",
        "expected a text in quotes, found a table",
    ),
    "text instead of boolean": (
        "refine = true",
        'refine = "true"',
        "refine",
        "point.refine: expected true or false, found the text 'true'",
    ),
    "array of tables instead of table": ("[flow]", "[[flow]]", "[[flow]]", "flow: expected a table, found an array"),
    "unknown kind": (
        '"bad-minimum"',
        '"bad-minima"',
        "kind",
        "'bad-minima' is not a kind of case: did you mean 'bad-minimum'",
    ),
    "unknown loss": ('"squared"', '"sqared"', "loss =", "'sqared' is not a loss: did you mean 'squared'"),
    "unknown reduction": ('"sum"', '"total"', "reduction", "'total' is not 'mean' or 'sum'; known: mean, sum"),
    "unknown method": (
        '"morse-bott"',
        '"morse-bot"',
        "method",
        "'morse-bot' is not a method: did you mean 'morse-bott'",
    ),
    "unknown verdict": ('"vacuous"', '"vacous"', "ELIM", "'vacous' is not a verdict: did you mean 'vacuous'"),
    "bad claim name": ("ELIM =", "elim =", "elim", "'elim' is no name of a claim"),
    "name of a function": ('"t1", "t2"]', '"t1", "sin"]', "formula", "the name 'sin' belongs to a function"),
    "name of an input": ('["p"]', '["x1"]', '["x1"]', "the name 'x1' is reserved for the inputs"),
    "no name": ('["p"]', '["2p"]', '["2p"]', "'2p' is no name"),
    "long name": ('["p"]', '["' + "p" * 100 + '"]', 'parameters = ["pp', "is no name"),
    "both networks": (
        "{ formula",
        "{ widths = [1, 1], formula",
        "network",
        "by widths or by formulas, not by both: found widths",
    ),
    "no network": (LAYERS, "{ }", "network", "the key 'widths' is missing in .problem.network.|the key 'activ"),
    "one width": (LAYERS, '{ widths = [1], activation = "tanh" }', "network", "widths needs at least two entries"),
    "width zero": (
        LAYERS,
        '{ widths = [1, 0, 1], activation = "tanh" }',
        "network",
        "a width is from 1 to 2000; found 0",
    ),
    "huge width": (
        LAYERS,
        f'{{ widths = [1, {10**18}, 1], activation = "tanh" }}',
        "network",
        "a width is from 1 to 2000",
    ),
    "too many parameters": (
        LAYERS,
        '{ widths = [1, 900, 900, 1], activation = "tanh" }',
        "network",
        "the network has 813601 parameters: at most 2000",
    ),
    "bad skip": (
        LAYERS,
        '{ widths = [1, 1, 1], activation = "tanh", skip = [[0, 1]] }',
        "network",
        r"0 <= i and i \+ 2 <= j <= 2; found \[0, 1\]",
    ),
    "skip of three": (
        LAYERS,
        '{ widths = [1, 1, 1], activation = "tanh", skip = [[0, 1, 2]] }',
        "network",
        "has 3 entries; expected at most 2",
    ),
    "unknown activation": (
        LAYERS,
        '{ widths = [1, 1, 1], activation = "tahn" }',
        "network",
        "'tahn' is not an activation: did you mean 'tanh'",
    ),
    "no formula": ('["t1*softsign(x1 + t2)"]', "[]", "network", "from 1 to 100 outputs, a formula each; found 0"),
    "no value at an input": (
        "softsign(x1 + t2)",
        "t2/(x1 - 1)",
        '    ["1"]',
        "the network divides by zero at this input",
    ),
    "logarithm at an input": (
        "softsign(x1 + t2)",
        "t2*log(x1)",
        '    ["-2"]',
        "the network takes the logarithm of -2 at this",
    ),
    "root at an input": (
        "softsign(x1 + t2)",
        "t2*sqrt(x1)",
        '    ["-2"]',
        "the network takes a root of -2 at this input",
    ),
    "exploding input": (
        "softsign(x1 + t2)",
        "t2*((x1**1000)**1000)**1000",
        '    ["-2"]',
        "needs a number of more than",
    ),
    "name and formula": (
        '"squared"',
        '{ name = "squared", formula = "q**2" }',
        "loss =",
        "by its name or by a formula; found both",
    ),
    "neither name nor formula": (
        '"squared"',
        '{ delta = "1" }',
        "loss =",
        "by its name or by a formula; found neither",
    ),
    "parameter of a loss without any": (
        '"squared"',
        '{ name = "squared", delta = "1" }',
        "loss =",
        "'delta' of the loss 'squared': it has no parameters",
    ),
    "unknown parameter of a loss": (
        '"squared"',
        '{ name = "huber", delt = "1" }',
        "loss =",
        "'delt' of the loss 'huber': did you mean 'delta'",
    ),
    "bad parameter of a loss": (
        '"squared"',
        '{ name = "huber", delta = "-1" }',
        "loss =",
        "delta = '-1': it must be a positive number",
    ),
    "bare parameter of a loss": (
        '"squared"',
        '{ name = "huber", delta = 0.5 }',
        "loss =",
        "loss.delta: expected a text, found the number 0.5",
    ),
    "facts of a named loss": (
        '"squared"',
        '{ name = "squared", facts = ["convex"] }',
        "loss =",
        "facts belong to a formula",
    ),
    "unknown fact": (
        '"squared"',
        '{ formula = "q**2", facts = ["covex"] }',
        "loss =",
        "'covex' is not a fact: did you mean 'convex'",
    ),
    "refuted fact": (
        '"squared"',
        '{ formula = "-q**2", facts = ["convex"] }',
        "loss =",
        "the formula is not 'convex': it is quadratic",
    ),
    "loss in q and q1": (
        '"squared"',
        '{ formula = "(q - y1)**2" }',
        "loss =",
        "written in q and y .* or in q1, y1, ..., not both",
    ),
    "no loss at a target": (
        '"squared"',
        '{ formula = "q**2/(y - 1)" }',
        "targets",
        "the loss divides by zero at this target",
    ),
    "target outside its set": (
        '"squared"',
        '"logistic"',
        "targets",
        "targets of the loss 'logistic' must be rational: -1 or 1",
    ),
    "missing target": (
        'targets = [["1"], ["log(2)"]]',
        'targets = [["1"]]',
        "targets",
        "problem.targets has 1 entry; expected 2: one row per input",
    ),
    "long target": (
        'targets = [["1"],',
        'targets = [["1", "2"],',
        "targets",
        "has 2 entries; expected 1: one target per output",
    ),
    "ragged inputs": (
        '    ["1"]',
        '    ["1", "2"]',
        '    ["1", "2"]',
        "has 2 entries; expected 1: as many as the first input",
    ),
    "negative weight": ('weights = ["1",', 'weights = ["-1",', "weights", "'-1' must be greater than 0"),
    "zero weight": ('weights = ["1",', 'weights = ["0",', "weights", "'0' must be greater than 0"),
    "missing weight": (
        'weights = ["1", "1/2"]',
        'weights = ["1"]',
        "weights",
        "problem.weights has 1 entry; expected 2",
    ),
    "unknown neuron name": (
        'lam = "1/10"',
        'neuron = "a*exp(w*x + b)"',
        "neuron",
        r"'w' is neither a variable \(a, b, u\)",
    ),
    "unknown penalty name": (
        'lam = "1/10"',
        'penalty = "lam*c"',
        "penalty",
        r"'c' is neither a variable \(a, b, lam, w2\)",
    ),
    "bad constraint": ('"b <= 5"', '"b < 5"', "constraints", "'b < 5' is no constraint such as 'b <= 5'"),
    "bounds that no point meets": (
        '"b <= 5"',
        '"b <= 5", "b >= 6", "b >= -1"',
        "constraints",
        "no point meets these bounds: 6 <= b <= 5",
    ),
    "constraint on theta": ('"b <= 5"', '"t1 <= 5"', "constraints", "is no constraint"),
    "bound that is no number": ('"b <= 5"', '"b <= five"', "constraints", "'five' is not an exact number"),
    "frozen unknown": ('lam = "1/10"', 'frozen = ["w"]', "frozen", "'w' is not what can be frozen"),
    "output zero": ('lam = "1/10"', "outputs = [0]", "outputs", "the outputs are counted from 1"),
    "output that is not there": (
        'lam = "1/10"',
        "outputs = [2]",
        "outputs",
        "there is no output 2: the network has 1 output",
    ),
    "no output": ('lam = "1/10"', "outputs = []", "outputs", "augment.outputs is empty"),
    "too few values": (
        'theta = ["-0.5", "1.25"]',
        'theta = ["-0.5"]',
        'theta = ["-0.5"]',
        "point.theta has 1 entry; expected 2: .* in the order t1, t2",
    ),
    "refined fraction": (
        'theta = ["-0.5", "1.25"]',
        'theta = ["-1/2", "1.25"]',
        'theta = ["-1/2"',
        "'-1/2' is not a decimal",
    ),
    "subgradients of a smooth loss": (
        "refine = true",
        'subgradients = [["0"], ["0"]]',
        "subgradients",
        "for a loss that is convex and not differentiable",
    ),
    "family at too many": ('at = ["1/2"]', 'at = ["1/2", "1"]', "at = [", "family.at has 2 entries; expected 1"),
    "family too short": (
        'theta = ["p", "2*p"]',
        'theta = ["p"]',
        'theta = ["p"]',
        "family.theta has 1 entry; expected 2",
    ),
    "center too long": (
        'b = ["-1"]',
        'b = ["-1", "1"]',
        'b = ["-1", "1"]',
        r"center\[1\].b has 2 entries; expected 1: one bias per added",
    ),
    "center too wide": (
        'W = [["3"]]',
        'W = [["3", "1"]]',
        'W = [["3", "1"]]',
        r"center\[1\].W\[0\] has 2 entries; expected 1: one weight",
    ),
    "center irrational": (
        'W = [["3"]]',
        'W = [["sqrt(3)"]]',
        'W = [["sqrt(3)"]]',
        "'sqrt\\(3\\)' is not an exact number",
    ),
    "flow backwards": ('until = "1000"', 'until = "-1000"', "until", "'-1000' must be greater than 0"),
    "bad decimal": ('"~0.25"', '"~0,25"', "value =", "'0,25' is not a decimal"),
    "tilde fraction": ('"~0.25"', '"~1/4"', "value =", "'1/4' is not a decimal"),
    "bad value": ('"~0.25"', '"q"', "value =", "'q' is neither a variable \\(none here\\)"),
    "residual rows": (
        '[["0"], ["-1/2"]]',
        '[["0"]]',
        "residual",
        "has 1 entry; expected 2: one row per distinct input",
    ),
    "residual columns": (
        '[["0"], ["-1/2"]]',
        '[["0"], ["1", "2"]]',
        "residual",
        "has 2 entries; expected 1: one entry per output",
    ),
    "order that is no integer": ('order = "1"', 'order = "1.5"', "order", "'1.5' is no order of descent"),
    "missing method": (
        'method = "morse-bott"\n',
        "",
        "[expect]",
        "the key 'method' is missing in .expect.: how the point is proved",
    ),
    "missing better value": ('better_value = "1/3"\n', "", "[expect]", "the key 'better_value' is missing in .expect."),
    "key twice": (
        'reduction = "sum"',
        'reduction = "sum"\nreduction = "sum"',
        "",
        "not valid TOML: this key stands twice",
    ),
    "table twice": ("[flow]", "[flow]\n[flow]", "", "not valid TOML: this table stands twice: .'flow',."),
    "syntax": ('reduction = "sum"', 'reduction "sum"', 'reduction "sum"', "not valid TOML: Expected '=' after a key"),
    "open text": ('reduction = "sum"', 'reduction = "sum', 'reduction = "sum', "not valid TOML: "),
    "deep arrays": ('["-2"]', "[" * 1000 + "]" * 1000, "[[[", "nested too deeply"),
    "deep tables": ('["-2"]', "{a=" * 1000 + "1" + "}" * 1000, "{a=", "nested too deeply"),
    "deep keys": ('lam = "1/10"', "a" + ".a" * 50_000 + ' = "1"', "a.a.a", "nested too deeply"),
    "long number": ('["-2"]', '["' + "1" * 200_000 + '"]', '["111', "a number of 200000 characters: at most 10000"),
    "long bare number": ('["-2"]', f"[{'1' * 200_000}]", "[111", "a number of thousands of digits, not in quotes"),
    "long bare float": (
        '["-2"]',
        f"[{'1' * 200_000}.5]",
        "[111",
        "expected a text, found the number 111111.*; write numbers",
    ),
    "long hexadecimal": ('["-2"]', f"[0x{'f' * 100_000}]", "[0x", "expected a text, found the number"),
    "very long number": (
        '["-2"]',
        f'["{LONG}"]',
        '["111',
        "the file is longer than 256 KiB: this line alone has 10000",
    ),
    "very long bare number": (
        '["-2"]',
        f"[{LONG}]",
        "[111",
        "the file is longer than 256 KiB: this line alone has 100000",
    ),
    "long formula": (
        '"t1**2/10"',
        '"' + "t1*" * 10_000 + 't1"',
        "regularizer",
        "a formula of 30002 characters: at most 20000",
    ),
    "too many values": (
        'targets = [["1"], ["log(2)"]]',
        f"targets = [{'[],' * 30_000}]",
        "targets",
        "more than 20000 values",
    ),
}

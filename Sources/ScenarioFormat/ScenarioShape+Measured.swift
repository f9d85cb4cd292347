import Documents
import MigrationModel

// Which measured runs a scenario stands for, and where their values belong in it.

extension ScenarioShape {
  static let measured = ObjectShape(
    "Measured",
    "Which measured runs the scenario stands for: where what was drawn in a sample belongs in this "
      + "file, and what was counted there. `migsim check` puts the values in and compares.",
    [
      Key("file", .text, .optional("any file that has the group"), "The `id` of the file."),
      Key("group", .text, .optional(""), "The label of the group of samples."),
      Key(
        "groups", .list(of: .object(measuredGroup), count: 1...1000), .optional(""),
        "Several groups that differ in settings, by their labels."),
      Key(
        "drawn",
        .map(of: .either([pointer, .object(drawnPlace)]), keys: .any(.line)), .default([:]),
        "Where each drawn value belongs, by its name: a JSON pointer to a duration, a moment or a "
          + "number that stands in this file. What a sample lacks stays as it is here."),
      Key(
        "metrics", .map(of: .object(measuredMetric), keys: .any(.line)), .required,
        "What of an outcome each metric of the file is, by its name."),
      Key(
        "shared", .oneOrMore(.text),
        .optional("instants that at most every second sample has for itself"),
        "Drawn values that tell events apart: samples that have them in common are one event. `all` "
          + "if everything is one event."),
      Key(
        "departs", .list(of: .text), .default([]),
        "Where the model is known to depart from what was measured and what is believed to be why, "
          + "printed beside the comparison."),
    ], rules: [.exactlyOne(["group", "groups"])])

  private static let measuredGroup = ObjectShape(
    "MeasuredGroup", "One of several groups of samples.",
    [
      Key("group", .text, .required, "Its label."),
      Key(
        "set", .map(of: .anything, keys: .any(.line)), .default([:]),
        "What is different for it, by JSON pointer: `{\"/links/mm2/config/offset.lag.max\": 0}`."),
    ])

  private static let drawnPlace = ObjectShape(
    "DrawnPlace", "Where a drawn value belongs that cannot be put in as it is.",
    [
      Key("to", .oneOrMore(pointer), .required, "The place, or all places."),
      Key(
        "since", .text, .optional("the value itself"),
        "Another drawn value, which is taken off first: the length from there."),
      Key("plus", .duration, .default("0s"), "What is added."),
      Key("minus", .duration, .default("0s"), "What is taken off."),
      Key(
        "atLeast", .duration, .optional("it must not come to less than nothing"),
        "What it comes to at least: where a longer wait hides a shorter one."),
    ])

  private static let measuredMetric = ObjectShape(
    "MeasuredMetric", "What of an outcome a measured metric is.",
    [
      Key("metric", .oneOf(measurable), .optional("the word in the file"), "What is counted."),
      Key(
        "point", .text, .default("forward"),
        "Where: the name of a step (its rollback point), or `forward`."),
      Key(
        "of", .text, .optional("all together"),
        "Of what: a group, a topic, a producer, `cluster.topic` for one log, `cluster.group` for a "
          + "position."),
      lossKind, cause, Key("early", .boolean, .default(false), "As soon as the step is done."),
      Key(
        "spread", .either([.count, .duration]), .optional("0"),
        "By how much the host on which it was measured moves it: work that no setting governs."),
    ])

  private static let measurable =
    metrics + [
      Choice(
        "position", "The offset that a group found when it last began on a cluster; -1: none."),
      Choice("resumed-at", "The offset at which a group last began on a cluster."),
    ]

  private static let pointer = Shape.patterned(.jsonPointer)
}

extension NamePattern {
  /// Any line of printable ASCII text: labels that other files give.
  package static let line = NamePattern(first: "!-~", rest: " -~", lengthMax: 200)
}

extension TextPattern {
  /// "/plan/steps/0/at"
  static let jsonPointer = TextPattern(
    "JSON pointer", example: #""/plan/steps/0/at""#,
    hint: "write a slash before each key or place: \"/plan/steps/0/at\"",
    regex: "(/([^/~]|~[01])*)+", allows: { JSONPointer(parsing: $0) != nil })
}

import Accounting
import Documents
import MigrationModel

// What the outcome must be.

extension ScenarioShape {
  /// The metrics that an expectation may be about, and what is counted.
  static let metrics = [
    Choice("dup", "Effects beyond the first, by group."),
    Choice("loss", "Records without an effect, by group: lost, skipped or stranded."),
    Choice("reorder", "Effects out of the order of their key."),
    Choice("conflict", "Keys whose last effect is not their last record."),
    Choice("expired", "Records that retention took before they were read, plan or no plan."),
    Choice("unread", "Records that nobody has read yet."),
    Choice(
      "effects", "Effects by group, repeated ones and those from before the run among them."),
    Choice(
      "sink-overwritten",
      "How often an old record was written over a newer one of its key, by groups with an upsert; "
        + "where keys come in turn."),
    Choice(
      "dead-letter", "Records sent to a dead-letter topic by a group, each as often as it was."),
    Choice("stall", "The longest wait of a record for its effect: a duration, or `\"open\"`."),
    Choice(
      "catch-up",
      "The longest time from the start of a broker that was down until every replica of its cluster is "
        + "in sync again: a duration."),
    Choice("log-dup", "Copies beyond the first in one topic of one cluster."),
    Choice("log-missing", "Records of the deciding log without a copy in the other."),
    Choice("split-keys", "Keys in more than one partition of one topic of one cluster."),
    Choice("reconcile", "Records that only the target has."),
    Choice("unsent", "Records that an application gave up on."),
    Choice(
      "phantom",
      "Records reported as failed, or aborted, and in a log all the same; of a group: applied by it."
    ),
    Choice("gate-failed", "Gates that did not hold in time."),
    Choice("unattributed", "Anomalies that no cause explains."),
  ]

  static let expectation = ObjectShape(
    "Expectation", "A number that the outcome must have.",
    [
      Key(
        "point", .text, .required,
        "Where: the name of a step (its rollback point), `forward`, or `RP1` to `RP4` or the name of "
          + "an authority state for the last point in it."),
      Key("metric", .oneOf(metrics), .required, "What is counted."),
      Key(
        "of", .text, .optional("all together"),
        "Of what: a group, a topic, a producer, `cluster.topic` for one log, or `any`."),
      Key("is", exactValue, .optional(""), "Exactly this."),
      Key("min", bound, .optional(""), "At least this."),
      Key("max", bound, .optional(""), "At most this."),
      lossKind, cause,
      Key(
        "via",
        .list(
          of: .oneOf([
            Choice("reset-latest", "Through `auto.offset.reset=latest`."),
            Choice("reset-earliest", "Through `auto.offset.reset=earliest`."),
            Choice("nonidempotent-sink", "Through a sink that acts again."),
          ]), isUnique: true), .default([]), "Only what went this way."),
      Key(
        "early", .boolean, .default(false),
        "Judge the point as soon as its step is done, not at its last instant."),
    ],
    rules: [
      .atLeastOne(["is", "min", "max"]), .atMostOne(["is", "min"]), .atMostOne(["is", "max"]),
    ])

  static let lossKind = Key(
    "kind",
    .oneOf([
      Choice("lost", "In no log that counts."), Choice("skipped", "In the log, passed over."),
      Choice("stranded", "In a log that nobody reads any more."),
    ]), .optional("all of them"), "Which kind of `loss`.")

  static let cause = Key(
    "cause", .oneOf(Cause.allCases.map { Choice($0.rawValue, "") }),
    .optional("of any cause"),
    "Only what has this cause; causes are explained on a page of their own.")

  private static let bound = Shape.either([.count, .duration])

  private static let exactValue = Shape.either([
    .count, .oneOf([Choice("open", "A stall that is not over.")]), .duration,
  ])
}

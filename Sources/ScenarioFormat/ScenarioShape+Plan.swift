import Documents
import KafkaModel
import MigrationModel

// The plan: steps, what they wait for, what they do.

extension ScenarioShape {
  static let plan = ObjectShape(
    "Plan", "The cutover plan, and how its branches are observed.",
    [
      Key("steps", .list(of: .object(step), count: 0...1000), .default([]), "In order."),
      Key(
        "observe", varyingDuration, .default("1m"),
        "How long traffic goes on after a rollback, or after going forward, before it is judged."),
      Key(
        "drainLimit", .varying(.positiveDuration), .default("1h"),
        "How long draining may take before a branch counts as not converging."),
      Key(
        "holdback", varyingDuration, .default("0s"),
        "How long the last step's rollback point stays open."),
      Key(
        "sampleEvery", .positiveDuration, .optional("only at the steps"),
        "Rehearse a rollback this often as well, for the curve."),
      Key(
        "claimsReversibleUntil", .name(Names.step), .optional("nothing is claimed"),
        "The last step from which the plan claims to go back without reconciliation."),
    ])

  private static let step = ObjectShape(
    "Step", "One step of the plan.",
    [
      Key("name", .newName(Names.step), .required, "Its name, and that of its rollback point."),
      Key(
        "at", moment, .optional("as soon as the step before is done"),
        "Not before this moment: `10m` of the run, or `other-step+20s`."),
      Key("gate", .variants(gate), .optional("none"), "What must hold before it begins."),
      Key(
        "do", .oneOrMore(.variants(action)), .optional("nothing: a point to look at"),
        "What it does, one after the other."),
      Key(
        "rollback", .list(of: .variants(action)),
        .optional("the inverse of each step so far, last first"),
        "How this step and all before it are undone."),
      Key(
        "authority",
        .oneOf([
          Choice("mirror", "The target only receives copies."),
          Choice("dual-read", "Some readers are on the target, every writer on the source."),
          Choice("write-promotion", "Some writers are on the target."),
          Choice("target-authority", "The target is the truth."),
        ]), .optional("derived from who was moved"), "Who is in charge after it."),
      Key("owner", .text, .optional("nobody"), "Who decides."),
      Key("evidence", .text, .optional("none"), "What proves that it may begin."),
    ])

  private static let gate = VariantShape(
    "Gate", "What must hold, and for how long, before a step begins.", by: "metric",
    common: [
      Key("for", varyingDuration, .default("0s"), "How long it must hold without a break."),
      Key("timeout", varyingDuration, .default("10m"), "How long it is waited for."),
      Key(
        "otherwise",
        .oneOf([
          Choice("hold", "The plan stands still."), Choice("roll-back", "The plan goes back."),
          Choice("proceed", "The step begins all the same."),
        ]), .default("hold"), "What happens when it has not held by then."),
      Key("every", .varying(.positiveDuration), .default("1s"), "How often it is looked at."),
    ],
    [
      Variant(
        "mirror-lag", "Records on the source that are not copied yet.",
        [
          Key("link", .name(Names.link), .optional("all links together"), "Of which link."),
          Key("max", varyingCount, .required, "At most so many records."),
        ]),
      Variant(
        "group-lag", "Records that a group could read and has not.",
        [
          Key("group", .name(Names.group), .optional("all groups together"), "Of which group."),
          Key("max", varyingCount, .required, "At most so many records."),
        ]),
      Variant(
        "position-age",
        "How old the source position is that the group's position on the target stands for.",
        [
          Key(
            "group", .name(Names.group), .optional("the oldest of all groups"), "Of which group."),
          Key("max", varyingDuration, .required, "At most so old, in whole milliseconds."),
        ]),
      Variant(
        "position-gap", "Records that a group would read again if it started on the target now.",
        [
          Key("group", .name(Names.group), .optional("all groups together"), "Of which group."),
          Key("max", varyingCount, .required, "At most so many records."),
        ]),
      Variant(
        "under-replicated", "Partitions with fewer replicas in sync than assigned.",
        [Key("max", varyingCount, .default(0), "At most so many partitions.")]),
    ])
}

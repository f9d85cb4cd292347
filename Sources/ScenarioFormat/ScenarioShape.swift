import Documents
import KafkaModel
import MigrationModel

/// The one table of every key of a scenario: what it takes, what it means, what it is when it is
/// missing. Checking, reading, the JSON Schema and the reference page all follow it.
///
/// A key stands in the file of its part: `ScenarioShape+Plan.swift` has steps, gates and actions.
package enum ScenarioShape {
  /// The version of the format that this program reads.
  package static let formatVersion: Int64 = 1

  package static let scenario = ObjectShape(
    "Scenario", "A migration to rehearse: what exists, what is done, what goes wrong.",
    [
      Key(
        "migsim", .integer(formatVersion...formatVersion), .required,
        "The version of the format: 1."),
      Key("name", .text, .default("scenario"), "What reports call it."),
      Key("about", .text, .optional("nothing"), "What it shows, in a sentence."),
      Key(
        "seed", .either([.count, .patterned(.seed)]), .default(1),
        "Where randomness begins. The same seed gives the same run."),
      Key("profile", .oneOf(profiles), .default("lan"), "How long networks and hosts take."),
      Key(
        "fidelity", .word("batch", "Each batch of a producer is an event: exact.", or: fidelity),
        .default("batch"), "How finely traffic is cut into events."),
      Key(
        "startsAt", .patterned(.timeOfDay), .optional("reports count from 00:00:00"),
        "The time of day at which the run begins, for reports."),
      Key(
        "clusters", .map(of: .object(cluster), keys: .declaring(Names.cluster)), .required,
        "The Kafka clusters. Where nothing else is said, things are on the first one."),
      Key(
        "topics", .map(of: .object(topic), keys: .declaring(Names.topic)), .default([:]),
        "The topics, as applications know them."),
      Key(
        "producers", .map(of: .object(producer), keys: .declaring(Names.producer)), .default([:]),
        "The applications that write."),
      Key(
        "sinks", .map(of: .object(sink), keys: .declaring(Names.sink)), .default([:]),
        "Where the effects of reading go."),
      Key(
        "groups", .map(of: .object(group), keys: .declaring(Names.group)), .default([:]),
        "The consumer groups, by their `group.id`."),
      Key(
        "connect", .map(of: .object(connect), keys: .declaring(Names.connect)), .default([:]),
        "The Connect clusters, by the `group.id` of their workers."),
      Key(
        "links", .map(of: .object(link), keys: .declaring(Names.link)), .default([:]),
        "What copies records from one cluster to another."),
      Key("plan", .object(plan), .default([:]), "The cutover plan."),
      Key("faults", .list(of: .variants(fault)), .default([]), "What goes wrong."),
      Key("chaos", .object(chaos), .optional("none"), "Faults drawn for each seed."),
      Key(
        "expect", .list(of: .object(expectation)), .default([]),
        "What the outcome must be. Without any, no record may be lost going forward."),
      Key(
        "measured", .object(measured), .optional("it stands for nothing that was measured"),
        "Which measured runs it stands for, and where their values belong in it."),
      Key(
        "assumed", .list(of: .text), .default([]),
        "What had to be assumed to write this file, printed by reports."),
    ])

  private static let profiles = [
    Choice("lan", "Half a millisecond one way, two seconds to start a process."),
    Choice(
      "loopback",
      "One machine with nothing else to do: a tenth of a millisecond one way, leaders known after "
        + "100 ms. Processes start at once."),
    Choice("ideal", "Nothing takes time but what Kafka's settings say."),
  ]

  private static let fidelity = Shape.object(
    ObjectShape(
      "CoalescedFidelity",
      "What a producer sends within a tick is one run of records: faster, and off by at most rate × "
        + "tick where something happens between ticks.",
      [Key("coalesced", .varying(.positiveDuration), .required, "The length of a tick.")]))

  /// A clear name for what many keys take.
  static let varyingDuration = Shape.varying(.duration)
  static let varyingCount = Shape.varying(.count)
}

import Documents
import ScenarioFormat

/// The one table of every key of a file of measured runs. Checking, reading, the JSON Schema and the
/// reference page all follow it.
package enum MeasuredShape {
  /// The version of the format that this program reads.
  package static let formatVersion: Int64 = 1

  package static let file = ObjectShape(
    "MeasuredRuns",
    "What was counted on real clusters: groups of samples, each under settings of its own.",
    [
      Key(
        "schema", .integer(formatVersion...formatVersion), .required,
        "The version of the format: 1."),
      Key("id", .text, .required, "What scenarios call the file by, and the name of its reports."),
      Key("title", .text, .optional("none"), "What was done, in a line."),
      Key("kafka", .text, .optional("unknown"), "The version that ran."),
      Key("topology", .text, .optional("unknown"), "What the clusters consisted of."),
      Key(
        "setup", .anything, .optional("unknown"),
        "The traffic, and every setting that was not a default, for people to read."),
      Key("steps", .list(of: .text), .default([]), "What was done, in words."),
      Key("notes", .list(of: .text), .default([]), "What was understood, in words."),
      Key(
        "groups", .list(of: .object(group), count: 1...1000), .required,
        "Samples that were taken under the same settings."),
    ], noun: "file of measured runs")

  private static let group = ObjectShape(
    "SampleGroup", "Samples that were taken under the same settings.",
    [
      Key("label", .text, .required, "Its name, of which there is one in a file."),
      Key("what", .text, .optional("nothing"), "What it is, in words."),
      Key("settings", .anything, .optional("none"), "What sets it apart from other groups."),
      Key(
        "metrics", .map(of: .object(metric), keys: .any(.line)), .required,
        "What was counted, by name."),
      Key(
        "summary", .anything, .optional("none"),
        "How the counts spread, for people: it is found anew from the samples."),
      Key(
        "samples", .list(of: .object(sample), count: 1...10_000), .required,
        "What chance decided and what came of it, one run each."),
    ])

  private static let metric = ObjectShape(
    "SampleMetric", "Something that was counted.",
    [
      Key(
        "metric", .text, .required,
        "The word for it: one of a scenario's `expect`, `position`, or another one that a scenario "
          + "says how to read."),
      Key("unit", .text, .required, "What is counted; `ms` for times."),
      Key("where", .text, .optional("everywhere"), "Where it was counted, in words."),
      Key("meaning", .text, .optional("plain"), "What it means, in words."),
      Key(
        "exact", .boolean, .default(false),
        "Whether the model must come to the same number, sample by sample, once it is given what was "
          + "drawn. Otherwise the samples are draws of a distribution."),
      Key(
        "slack", .count, .default(0), "By how much a sample may miss, for what could not be seen."),
    ])

  private static let sample = ObjectShape(
    "Sample", "One run.",
    [
      Key(
        "drawn", .map(of: .anything, keys: .any(.line)), .default([:]),
        "What chance or the host decided, by name: seconds from the run's zero, lengths in seconds, "
          + "or counts. They are given to the model, not predicted."),
      Key(
        "got", .map(of: .integer(Int64.min...Int64.max), keys: .any(.line)), .required,
        "What was counted, by the name of the metric: records, or milliseconds for times. What does "
          + "not apply is left out."),
    ])
}

extension MeasuredShape {
  /// The JSON Schema of files of measured runs: `Scenarios/schema/measured.schema.json`.
  package static var schemaText: String {
    CanonicalJSON.text(
      JSONSchemaWriter.schema(
        for: file, id: "https://migsim.dev/schema/measured.schema.json",
        title: "migsim measured runs"))
  }

  /// The reference of all keys: `Reports/reference/measured-keys.md`.
  package static var referenceText: String {
    ReferencePage.markdown(
      for: file, title: "Keys of a file of measured runs",
      opening: """
        Every key that a file of measured runs may have, generated from the table that the program \
        reads by. `migsim check FILE --scenario S.json` holds such a file against a scenario whose \
        key `measured` says where the drawn values belong and which number of an outcome each metric \
        is.
        """)
  }
}

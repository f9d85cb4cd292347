import Documents

// What a branch is made of.

extension OutcomeShape {
  static let branch = ObjectShape(
    "Branch", "One branch, run until it came to rest, and judged.",
    [
      Key("began", .text, .required, "The moment of the run at which it left the plan."),
      Key("restored", .text, .optional("it does not go back"), "When the procedure was done."),
      Key("ended", .text, .required, "When it had come to rest."),
      Key("unrest", .text, .optional("it came to rest"), "Why it did not come to rest."),
      Key(
        "noWayBack", .text, .optional("there is one, or it goes forward"),
        "Why it was not tried: what has to be gone back to is retired."),
      Key("kafka", .oneOf(reversibility), .required, "Whether Kafka's side is as before."),
      Key("business", .oneOf(reversibility), .required, "Whether the business can live with it."),
      Key("position", .text, .required, "Where everybody goes on, in one sentence."),
      Key("sentences", .list(of: .text), .required, "What it came to, in words."),
      Key(
        "assumedProcedure", .boolean, .required, "Whether the plan leaves the way back to migsim."),
      Key("groups", .list(of: .object(group)), .required, "By group and topic."),
      Key("topics", .list(of: .object(topic)), .required, "By topic."),
      Key("producers", .list(of: .object(producer)), .required, "By instance of a producer."),
      Key("resumes", .list(of: .object(resume)), .required, "Where groups were put."),
      Key("conserved", .boolean, .required, "Whether every acknowledged record is accounted for."),
      Key(
        "unattributed", .count, .required, "Anomalies without a cause: 0, or the model is wrong."),
      Key("events", .count, .required, "How many events it took from the start of the run."),
      Key("fingerprint", .text, .required, "A hash of all of them."),
    ])

  private static let reversibility = [
    Choice("reversible", "Going back leaves no trace but repeated work."),
    Choice("reconcile", "Somebody has to bring records together."),
    Choice("forward-only", "Something cannot be undone."),
  ]

  private static let tally = ObjectShape(
    "Tally", "A number, and what it is due to.",
    [
      Key("total", .count, .required, "The number."),
      Key("by", .list(of: .object(share)), .required, "What it is due to; adds up to the number."),
    ])

  private static let share = ObjectShape(
    "Share", "A part of a number.",
    [
      Key("cause", .text, .required, "The cause."),
      Key("via", .list(of: .text), .default([]), "What made it worse on the way."),
      Key("count", .count, .required, "How many."),
    ])

  private static func tally(_ name: String, _ about: String) -> Key {
    Key(name, .object(tally), .required, about)
  }

  private static let group = ObjectShape(
    "GroupFigures", "What became of a topic's records for a group.",
    [
      Key("group", .text, .required, "The group."),
      Key("topic", .text, .required, "The topic."),
      Key("acked", .count, .required, "Records acknowledged to their producers."),
      Key("applied", .count, .required, "Of those, applied at least once."),
      tally("dup", "Applications beyond the first."),
      tally("lost", "Records of which no copy is left."),
      tally("skipped", "Records that lie below the group's position, never applied."),
      tally("stranded", "Records on the other cluster only."),
      Key("expired", .count, .required, "Records that retention takes without any plan, too."),
      Key("unread", .count, .required, "Records that still wait to be read."),
      tally("reorder", "Records first applied after a later one of the same key."),
      Key("conflict", .count, .required, "Keys whose value in the sink is not their newest."),
      Key(
        "phantom", .count, .required,
        "Records applied though they were reported as failed, or their transaction was aborted."),
      tally("stall", "Milliseconds with something to do and nothing done."),
      Key("longestStall", .count, .required, "The longest of those, in milliseconds."),
      Key("stallOpen", .boolean, .required, "Whether one is not over at the end."),
    ])

  private static let topic = ObjectShape(
    "TopicFigures", "What became of a topic's logs.",
    [
      Key("topic", .text, .required, "The topic."),
      Key("clusters", .list(of: .object(log)), .required, "Its log on each cluster."),
      tally("reconcileUnread", "Records that the authority does not have and nobody applied."),
      tally("reconcileApplied", "Records that the authority does not have and somebody applied."),
      Key("ranges", .list(of: .object(range)), .required, "Where those records lie."),
      tally("logLost", "Acknowledged records that leaders have lost and no log has any more."),
      Key("logLostApplied", .count, .required, "How many of those somebody had applied."),
    ])

  private static let log = ObjectShape(
    "LogFigures", "A topic's log on a cluster.",
    [
      Key("cluster", .text, .required, "The cluster."),
      tally("logDup", "Copies beyond the first."),
      tally("logMissing", "Records of the authority's log that it does not have."),
      Key("splitKeys", .count, .required, "Keys with records in more than one partition."),
      Key(
        "phantom", .count, .required,
        "Records that can be read though they were reported as failed, or aborted."),
    ])

  private static let range = ObjectShape(
    "RecordRange", "Records that have to be reconciled.",
    [
      Key("cluster", .text, .required, "Where they lie."),
      Key("partition", .count, .required, "In which partition."),
      Key("offset", .count, .required, "The offset of the first."),
      Key("count", .count, .required, "How many, one after another."),
      Key(
        "keySlot", .count, .required, "Their class of keys: those that always share a partition."),
      Key("firstSequence", .count, .required, "The number of the first within its key slot."),
    ])

  private static let producer = ObjectShape(
    "ProducerFigures", "What became of what an instance meant to write.",
    [
      Key("producer", .text, .required, "The producer."),
      Key("instance", .count, .required, "Which of its instances, from 0."),
      Key("topic", .text, .required, "The topic."),
      Key("acked", .count, .required, "Records acknowledged."),
      tally("unsent", "Records given up on."),
      Key(
        "phantom", .count, .required,
        "Records reported as failed, or aborted, that can be read all the same."),
      tally("stall", "Milliseconds in which records waited a second or more to be acknowledged."),
      Key("longestStall", .count, .required, "The longest of those, in milliseconds."),
    ])

  private static let resume = ObjectShape(
    "ResumeRecord", "Where a group was put.",
    [
      Key("group", .text, .required, "The group."),
      Key("cluster", .text, .required, "On which cluster."),
      Key("at", .text, .required, "When."),
      Key("how", .text, .required, "By which mechanism."),
      Key("offsets", .list(of: .integer(-1...Int64.max)), .required, "Offsets, by partition."),
      Key("ageMs", .count, .optional("it was not published"), "How old a published position was."),
    ])

  package static var schemaText: String {
    CanonicalJSON.text(
      JSONSchemaWriter.schema(
        for: outcome, id: "https://migsim.dev/schema/outcome.schema.json", title: "migsim outcome"))
  }

  package static var referenceText: String {
    ReferencePage.markdown(
      for: outcome, title: "Fields of outcome.json",
      opening: "What `migsim run --format json` prints and `--output` writes.")
  }
}

import Documents

/// The one table of every field of `outcome.json`: the JSON Schema and the reference page follow it,
/// and a test holds what is written against it.
package enum OutcomeShape {
  package static let outcome = ObjectShape(
    "Outcome", "What a rehearsal found.",
    [
      Key("migsim", .text, .required, "The version of the program that wrote this."),
      Key("scenario", .text, .required, "The name of the scenario."),
      Key("scenarioHash", .text, .required, "What tells this scenario's content from any other."),
      Key("seed", .text, .required, "Which of the scenario's runs, as a decimal number."),
      Key(
        "verdict", .oneOf(verdicts), .required, "How it ended; the process exits accordingly."),
      Key("planEnd", .object(planEnd), .required, "How the plan ended."),
      Key("forward", .object(branch), .required, "What carrying the plan through comes to."),
      Key("points", .list(of: .object(point)), .required, "The rollback points, in order."),
      Key("wayBack", .object(wayBack), .required, "Until when there is a way back."),
      Key(
        "curve", .list(of: .object(sample)), .required,
        "What going back would have come to at each sample."),
      Key("gates", .list(of: .object(gate)), .required, "What each gate saw."),
      Key(
        "faults", .list(of: .object(fault)), .required, "What went wrong, and whether it mattered."),
      Key(
        "movements", .list(of: .object(movement)), .required,
        "Partitions that were given to other brokers on the way forward."),
      Key(
        "expectations", .list(of: .object(expectation)), .required, "What was expected, and found."),
      Key("assumed", .list(of: .text), .required, "What had to be assumed."),
      Key(
        "defaults", .list(of: .text), .required, "Defaults that stand for what the file leaves out."
      ),
      Key("notModelled", .list(of: .text), .required, "Settings that change nothing in the model."),
      Key(
        "departures", .list(of: .object(departure)), .required,
        "Rules in which the model is knowingly not Kafka and that this scenario touches."),
      Key("cost", .object(cost), .optional("no prices were given"), "What it costs."),
      Key("events", .count, .required, "How many events all branches took."),
      Key("fingerprint", .text, .required, "A hash of every event of every branch."),
    ])

  private static let departure = ObjectShape(
    "Departure", "A rule in which the model is not Kafka; departures.md says why.",
    [
      Key("id", .text, .required, "Its name on that page."),
      Key("what", .text, .required, "What is different."),
    ])

  private static let verdicts = [
    Choice("pass", "Every expectation holds."), Choice("violated", "One does not."),
    Choice("inconclusive", "A fault changed nothing, or something expected was never reached."),
    Choice("unsettled", "A branch did not come to rest."),
  ]

  private static let planEnd = ObjectShape(
    "PlanEnd", "How the plan ended.",
    [
      Key(
        "how",
        .oneOf([
          Choice("done", "Every step is done."), Choice("held", "It stands still before a gate."),
          Choice("rolled-back", "A gate sent it back."),
          Choice("stuck", "A step could not be finished."),
        ]), .required, "How."),
      Key("step", .text, .optional("the plan is done"), "At which step."),
    ])

  private static let point = ObjectShape(
    "Point", "A rollback point: going back after a step.",
    [
      Key("name", .text, .required, "The name of the step."),
      Key("step", .positiveCount, .required, "Its number, from 1."),
      Key("state", .text, .required, "Who is in charge after it: mirror, dual-read, …"),
      Key("early", .object(branch), .required, "Going back as soon as the step is done."),
      Key("late", .object(branch), .required, "Going back at the last instant before the next."),
    ])

  private static let wayBack = ObjectShape(
    "WayBack", "Until when there is a way back.",
    [
      Key(
        "lastReversible", .text, .optional("none"), "The last step before reconciliation starts."),
      Key("firstReconciling", .text, .optional("none"), "The first step after which it is needed."),
      Key("closedAt", .text, .optional("never"), "The moment of the run at which the way closes."),
      Key("closedBy", .text, .optional("no single topic"), "The topic that closes it."),
      Key(
        "firstIrreversible", .text, .optional("none"),
        "The first step whose undoing cannot be undone."),
      Key("claimFails", .boolean, .required, "Whether the plan claims more than it has."),
      Key("sentences", .list(of: .text), .required, "The same in words."),
    ])

  private static let sample = ObjectShape(
    "Sample", "What going back at a moment would have come to.",
    [
      Key("at", .text, .required, "The moment of the run."),
      Key("dup", .count, .required, "Records applied again."),
      Key("loss", .count, .required, "Records lost, skipped or stranded."),
      Key("reconcile", .count, .required, "Records that the authority does not have."),
    ])

  private static let gate = ObjectShape(
    "GateRecord", "What a gate saw.",
    [
      Key("step", .text, .required, "The step that it guards."),
      Key("metric", .text, .required, "What it looked at."),
      Key("value", .count, .required, "What it saw last: records, or milliseconds for ages."),
      Key("max", .count, .required, "What it allows."),
      Key("at", .text, .required, "When it decided."),
      Key("passed", .boolean, .required, "Whether it let the step begin."),
    ])

  private static let fault = ObjectShape(
    "FaultRecord", "A fault and what came of it.",
    [
      Key("name", .text, .required, "Its name."),
      Key("kind", .text, .required, "Its kind."),
      Key("began", .text, .optional("its moment never came"), "When it began."),
      Key("ended", .text, .optional("it did not end"), "When it ended."),
      Key("bites", .count, .required, "How many events were handled differently because of it."),
      Key("mayMiss", .boolean, .required, "Whether it may change nothing."),
    ])

  private static let movement = ObjectShape(
    "Movement", "Partitions of a topic that were given to other brokers at once.",
    [
      Key("cluster", .text, .required, "On which cluster."),
      Key("topic", .text, .required, "Of which topic."),
      Key("partitions", .positiveCount, .required, "How many."),
      Key("from", .text, .required, "When that began."),
      Key("to", .text, .optional("it goes on at the end"), "When the last of them was done."),
      Key("cancelled", .boolean, .required, "Whether one was called off."),
      Key("bytes", .count, .required, "Bytes that new replicas have fetched."),
      Key(
        "steps", .list(of: .text), .required,
        "Steps of the plan that ran meanwhile, but the one that began it."),
    ])

  private static let expectation = ObjectShape(
    "ExpectationRecord", "What was expected, and found.",
    [
      Key("text", .text, .required, "The expectation in words."),
      Key("holds", .boolean, .required, "Whether it holds."),
      Key("found", .integer(Int64.min...Int64.max), .optional("never reached"), "What was found."),
      Key("open", .boolean, .required, "Whether the stall that it is about is not over."),
      Key("implied", .boolean, .required, "Whether it is expected of every run."),
    ])
}

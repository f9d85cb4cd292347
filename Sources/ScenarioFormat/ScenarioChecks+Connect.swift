import Documents

// Whether connectors say what only they, or only other groups, can say.

extension ScenarioChecks {
  mutating func checkConnect() {
    for workers in outline.workers {
      checkSettings(of: workers)
      guard outline.groupNames[workers.name] != nil, let value = workers.value else { continue }
      report(
        "\(quoted(workers.name)) is the name of a consumer group, too",
        hint: "the workers of a Connect cluster are a group by its `group.id`: give them another",
        at: value)
    }
    for group in outline.groups {
      guard let value = group.value, value.value.has("connector") else { continue }
      refuse("members", of: value, "`tasks.max` of its config says how many tasks it has")
      refuse("commits", of: value, "its tasks commit each `offset.flush.interval.ms`")
      refuse("config", of: value, "write `consumer.override.` before them in its own config")
    }
    for producer in outline.producers {
      guard let value = producer.value, value.value.has("connector") else { continue }
      refuse("instances", of: value, "a connector that reads a file has one task")
      refuse("onFailure", of: value, "its producers try for as long as it takes")
      refuse("config", of: value, "write `producer.override.` before them in its own config")
    }
  }

  private mutating func refuse(_ key: String, of value: PartialValue, _ instead: String) {
    guard value.value.has(key), let wrong = value[key] else { return }
    report("a connector has no \(quoted(key))", hint: instead, at: wrong)
  }

  /// Only a connector can be given other settings.
  mutating func checkConfigure(_ action: ActionOutline) {
    guard let named = action.object, let name = named.text,
      let group = outline.groupNames[name], let value = outline.groups[group].value,
      !value.value.has("connector")
    else { return }
    report(
      "the group \(quoted(name)) is no connector",
      hint: "give it a \"connector\", or stop it and start it again", at: named)
  }

  /// A sink connector's settings say what becomes of records that are refused; who refuses them is
  /// told of connectors only, and which one of sinks only.
  mutating func checkReject(_ fault: PartialValue) {
    let group = outline.row("group", of: fault, outline.groupNames)
    let value = group.flatMap { outline.groups[$0].value }
    let isConnector = value?.value.has("connector")
    checkWritesNothing(
      group, "what it does with a record that it cannot process is not modelled",
      at: fault["group"] ?? fault)
    if isConnector == true, fault.value.has("then"), let then = fault["then"] {
      report(
        "what a connector does then is said by `errors.tolerance` and "
          + "`errors.deadletterqueue.topic.name`", hint: "set them in its config", at: then)
    }
    if isConnector == false || fault.value.has("producer"), fault.value.has("by"),
      let by = fault["by"]
    {
      report("only records of a sink connector are refused by one or the other", at: by)
    }
    if let producer = outline.row("producer", of: fault, outline.producerNames),
      outline.producers[producer].value?.value.has("connector") == true,
      let named = fault["producer"]
    {
      report("what a source connector cannot convert is not modelled yet", at: named)
    }
    guard fault.value.has("producer"), fault.value.has("offset"), let offset = fault["offset"]
    else { return }
    report(
      "a record has no offset before it is sent", hint: "say which share is refused", at: offset)
  }

  /// What runs in a worker dies and stops with it, and not by itself.
  mutating func checkIsNoTask(_ fault: PartialValue, _ group: Int) {
    guard let value = outline.groups[group].value, value.value.has("connector"),
      let named = fault["group"]
    else { return }
    report(
      "the members of \(quoted(outline.groups[group].name)) are tasks, which run in workers",
      hint: "a fault of kind \"worker-crash\" or \"worker-stop\" hits a worker and its tasks",
      at: named)
  }
}

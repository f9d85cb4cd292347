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
  }

  private mutating func refuse(_ key: String, of value: PartialValue, _ instead: String) {
    guard value.value.has(key), let wrong = value[key] else { return }
    report("a connector has no \(quoted(key))", hint: instead, at: wrong)
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

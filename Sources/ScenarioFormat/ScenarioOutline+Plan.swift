import Documents
import SimKernel

/// A step of the plan.
struct StepOutline {
  let name: String?
  let value: PartialValue?
  let gate: PartialValue?
  /// Nil for an action that is wrong.
  let actions: [ActionOutline?]
  /// Nil if the step does not say how it is undone.
  let rollback: [ActionOutline?]?
}

/// One thing that a step does.
struct ActionOutline {
  /// The key that says what it is: `move-groups`.
  let kind: String
  let value: PartialValue
  let link: Int?
  /// Where things are moved to, or the cluster that is promoted or retired.
  let cluster: Int?
  let producers: [Int]?
  let groups: [Int]?

  /// What the key says that names the action.
  var object: PartialValue? { value[kind] }
}

extension ScenarioOutline {
  func step(_ value: PartialValue?) -> StepOutline {
    StepOutline(
      name: value?["name"]?.text, value: value, gate: value?["gate"],
      actions: value?["do"]?.elements.map { $0.flatMap(action) } ?? [],
      rollback: value?["rollback"]?.elements.map { $0.flatMap(action) })
  }

  private func action(_ value: PartialValue) -> ActionOutline? {
    guard let kind = value.variant else { return nil }
    let object = value[kind]
    func cluster() -> Int? {
      switch kind {
      case "promote", "retire", "stop-cluster", "start-cluster", "fence", "unfence":
        object?.text.flatMap { clusterNames[$0] }
      case "set-positions", "grant", "move-leaders", "abort-transactions", "delete-records",
        "reassign", "cancel-reassignment":
        row("on", of: value, clusterNames)
      default: row("to", of: value, clusterNames)
      }
    }
    return ActionOutline(
      kind: kind, value: value,
      link: kind.hasSuffix("-link") ? object?.text.flatMap { linkNames[$0] } : nil,
      cluster: cluster(),
      producers: kind.hasSuffix("-producers") ? some(object, producerNames) : nil,
      groups: kind.hasSuffix("-groups") || ["set-positions", "discard-effects"].contains(kind)
        ? some(object, groupNames) : nil)
  }

  private func some(_ value: PartialValue?, _ table: NameTable) -> [Int]? {
    if value?.isWord(Names.all) == true {
      return table.kind == Names.group ? allGroups : allProducers
    }
    return rows(value, table)
  }
}

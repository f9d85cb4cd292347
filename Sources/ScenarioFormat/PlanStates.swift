import Documents
import MigrationModel

/// Who is where and what runs, as the plan goes from step to step; as far as the file says it.
struct PlanStates {
  /// Which links run.
  var links: [Bool]
  /// Where each producer writes; nil if that is not known.
  var producers: [Int?]
  var groups: [GroupState]
  /// Clusters that have been shut down for good.
  var isRetired: [Bool]
  private(set) var isPromoted = false
  /// The cluster that the plan moves away from.
  let source: Int?
  /// Who is in charge after each step; nil where that is not known.
  private(set) var authorities: [Authority?] = []

  struct GroupState {
    var cluster: Int?
    var isRunning: Bool
  }

  init(_ outline: ScenarioOutline) {
    links = outline.links.map { $0.isRunning ?? true }
    producers = outline.producers.map(\.cluster)
    groups = outline.groups.map {
      GroupState(cluster: $0.cluster, isRunning: $0.value?["running"]?.value.bool ?? false)
    }
    isRetired = outline.clusters.map { _ in false }
    source = outline.links.first.map(\.from) ?? (outline.clusters.isEmpty ? nil : 0)
  }

  /// Does what an action does.
  mutating func apply(_ action: ActionOutline) {
    switch action.kind {
    case "start-link": if let link = action.link { links[link] = true }
    case "stop-link": if let link = action.link { links[link] = false }
    case "move-producers", "repoint-producers":
      for producer in action.producers ?? [] { producers[producer] = action.cluster }
    case "move-groups":
      for group in action.groups ?? [] {
        groups[group] = GroupState(cluster: action.cluster, isRunning: true)
      }
    case "stop-groups":
      for group in action.groups ?? [] { groups[group].isRunning = false }
    case "start-groups":
      for group in action.groups ?? [] { groups[group].isRunning = true }
    case "promote": isPromoted = action.cluster != source
    case "retire":
      if let cluster = action.cluster {
        isRetired[cluster] = true
        isPromoted = isPromoted || cluster == source
      }
    default: break
    }
  }

  /// Ends a step: who is in charge then is what the step says, or what follows from who was moved.
  mutating func end(_ step: StepOutline) {
    guard let value = step.value, let source, !step.actions.contains(where: { $0 == nil }) else {
      return authorities.append(nil)
    }
    if let word = value["authority"]?.text {
      return authorities.append(Authority(rawValue: word))
    }
    if !value.lacks("authority") { return authorities.append(nil) }
    guard !producers.contains(nil), !groups.contains(where: { $0.cluster == nil }) else {
      return authorities.append(nil)
    }
    let derived: Authority =
      isPromoted
      ? .targetAuthority
      : producers.contains { $0 != source }
        ? .writePromotion : groups.contains { $0.cluster != source } ? .dualRead : .mirror
    authorities.append(derived)
  }
}

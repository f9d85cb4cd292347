import Accounting
import Documents
import MigrationModel
import Rehearsal
import SimKernel

/// Writes an outcome as JSON: equal outcomes give equal bytes.
package struct OutcomeJSON: Sendable {
  let report: Report

  package init(_ report: Report) { self.report = report }

  private var outcome: Outcome { report.outcome }
  private var scenario: Scenario { report.scenario }

  package func text() -> String { CanonicalJSON.text(node()) }

  package func node() -> JSONNode {
    guard let cost = CostSection(report)?.json(), let members = found.object else { return found }
    return JSONNode(.object(members + [JSONMember(key: "cost", value: cost)]))
  }

  private var found: JSONNode {
    [
      "migsim": JSONNode(Report.version), "scenario": JSONNode(scenario.name),
      "scenarioHash": JSONNode(report.scenarioHash), "seed": JSONNode("\(outcome.seed)"),
      "verdict": JSONNode("\(outcome.verdict)"), "planEnd": planEnd(),
      "forward": BranchJSON(report, outcome.forward, step: nil).node(),
      "points": JSONNode(outcome.points.map { point($0) }), "wayBack": wayBack(),
      "curve": JSONNode(outcome.curve.map { sample($0) }),
      "gates": JSONNode(outcome.gates.map { gate($0) }),
      "faults": JSONNode(outcome.faults.map { fault($0) }),
      "movements": JSONNode(outcome.movements.map { movement($0) }),
      "expectations": JSONNode(outcome.expectations.map { expectation($0) }),
      "assumed": texts(outcome.assumptions), "defaults": texts(report.defaults),
      "notModelled": texts(report.notModelled),
      "departures": JSONNode(
        scenario.departures.map { ["id": JSONNode($0.rawValue), "what": JSONNode($0.what)] }),
      "events": JSONNode(outcome.events),
      "fingerprint": JSONNode(outcome.fingerprint.description),
    ]
  }

  private func planEnd() -> JSONNode {
    switch outcome.planEnd {
    case .done: ["how": "done"]
    case .held(let step): ["how": "held", "step": JSONNode(name(step))]
    case .rolledBack(let step): ["how": "rolled-back", "step": JSONNode(name(step))]
    case .stuck(let step): ["how": "stuck", "step": JSONNode(name(step))]
    }
  }

  private func point(_ point: PointOutcome) -> JSONNode {
    let number = point.step.row + 1
    return [
      "name": JSONNode(point.name), "step": JSONNode(number),
      "state": JSONNode(point.authority.rawValue),
      "early": BranchJSON(report, point.early, step: number).node(),
      "late": BranchJSON(report, point.late, step: number).node(),
    ]
  }

  private func wayBack() -> JSONNode {
    let way = WayBack(outcome)
    return object([
      ("lastReversible", way.lastReversible.map { JSONNode(name($0)) }),
      ("firstReconciling", way.firstReconciling.map { JSONNode(name($0)) }),
      ("closedAt", way.closed.map { JSONNode($0.at.description) }),
      ("closedBy", way.closed?.topic.map { JSONNode(scenario.topics[$0.row].name) }),
      ("firstIrreversible", way.firstIrreversible.map { JSONNode(name($0)) }),
      ("claimFails", JSONNode(way.claimFails)), ("sentences", texts(way.sentences(report))),
    ])
  }

  private func sample(_ point: CurvePoint) -> JSONNode {
    [
      "at": JSONNode(point.at.description), "dup": JSONNode(point.dup),
      "loss": JSONNode(point.loss), "reconcile": JSONNode(point.reconcile),
    ]
  }

  private func gate(_ record: GateRecord) -> JSONNode {
    [
      "step": JSONNode(name(record.step)), "metric": JSONNode(record.metric.rawValue),
      "value": JSONNode(record.value),
      "max": JSONNode(scenario.plan.steps[record.step.row].gate?.max ?? 0),
      "at": JSONNode(record.at.description), "passed": JSONNode(record.passed),
    ]
  }

  private func fault(_ fault: FaultOutcome) -> JSONNode {
    object([
      ("name", JSONNode(fault.name)), ("kind", JSONNode(fault.kind)),
      ("began", fault.began.map { JSONNode($0.description) }),
      ("ended", fault.ended.map { JSONNode($0.description) }), ("bites", JSONNode(fault.bites)),
      ("mayMiss", JSONNode(fault.mayMiss)),
    ])
  }

  private func movement(_ movement: MovementOutcome) -> JSONNode {
    object([
      ("cluster", JSONNode(scenario.clusters[movement.cluster.row].name)),
      ("topic", JSONNode(scenario.topics[movement.topic.row].name)),
      ("partitions", JSONNode(movement.partitions)),
      ("from", JSONNode(movement.from.description)),
      ("to", movement.to.map { JSONNode($0.description) }),
      ("cancelled", JSONNode(movement.isCancelled)),
      ("bytes", JSONNode(Int64(clamping: movement.bytes))),
      ("steps", texts(movement.steps.map { name($0) })),
    ])
  }

  private func expectation(_ result: ExpectationOutcome) -> JSONNode {
    object([
      ("text", JSONNode(result.expectation.words)), ("holds", JSONNode(result.holds)),
      ("found", result.found.map { JSONNode($0) }), ("open", JSONNode(result.isOpen)),
      ("implied", JSONNode(result.isImplied)),
    ])
  }

  private func name(_ step: StepID) -> String { scenario.plan.steps[step.row].name }
}

/// An object of the members that there are.
func object(_ members: [(String, JSONNode?)]) -> JSONNode {
  JSONNode(
    .object(members.compactMap { key, value in value.map { JSONMember(key: key, value: $0) } }))
}

func texts(_ texts: [String]) -> JSONNode { JSONNode(texts.map { JSONNode($0) }) }
